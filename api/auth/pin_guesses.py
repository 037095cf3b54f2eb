"""Guessing a PIN: counted in the database first, then looked at; shared by sign-in and approvals."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection

from api.auth import limits, queries
from api.auth.limits import Counted, Limit
from api.auth.pins import verify_pin
from api.auth.queries import STAFF
from api.auth.service import name_key
from api.database import Database
from api.models import AnyRow
from chitrail.settings import Settings

ONE_HOUR = timedelta(hours=1)
BY_PERSON = Limit("pin of a person on a device", 5, timedelta(minutes=15))
BY_DEVICE = Limit("pins on a device", 20, ONE_HOUR)
BY_OUTLET = Limit("pins in an outlet", 100, ONE_HOUR)


class Guess:
    """One guess at one person's PIN, made at one place (a device, or a caller who has none)."""

    def __init__(self, person: AnyRow | None, counted: list[Counted], *, right: bool) -> None:
        self.person = person
        self.right = right
        self._counted = counted

    def take_back(self, connection: Connection) -> None:
        """It was right: it counts against no limit."""
        limits.take_back(connection, self._counted)


def guess(
    database: Database, settings: Settings, outlet_id: str, place: str, who: str, pin: str
) -> Guess:
    """Count a guess, commit, then look at it. `who` is a name or a staff id.

    Raises TooManyTries without looking. Both ways of naming a person count on the same row, and names
    nobody has count like any other, so the answers tell nothing.
    """
    with database.transaction() as connection:
        person = queries.active_staff(connection, STAFF.c.outlet_id == outlet_id, _names(who))
        key = str(person.id) if person is not None else name_key(who.strip().lower())
        counts = [(BY_PERSON, f"{key} {place}"), (BY_DEVICE, place), (BY_OUTLET, outlet_id)]
        counted = limits.count(connection, counts)
    return Guess(person, counted, right=verify_pin(person, pin, settings.secret_keys))


def _names(who: str) -> ColumnElement[bool]:
    try:
        return STAFF.c.id == UUID(who.strip())
    except ValueError:
        return STAFF.c.username == who.strip().lower()
