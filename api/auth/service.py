"""Signing in, and tokens for screens."""

from datetime import timedelta

from sqlalchemy import Connection

from api.auth import queries
from api.auth.passwords import verify_password
from api.auth.schemas import AccessToken, DisplayToken, Login, StaffMember
from api.database import Database
from chitrail import tokens
from chitrail.errors import ChitrailError, InvalidInput
from chitrail.settings import Settings
from chitrail.tokens import Actor

DISPLAY_LIFETIME = timedelta(days=30)
"""A screen is set up once a month at most; signing out everybody is a change of the secret key."""


class WrongCredentials(ChitrailError):
    """Name or password is wrong; which of the two is not said."""

    status = 401
    code = "wrong-credentials"
    title = "Name or password is wrong"


def sign_in(database: Database, settings: Settings, login: Login) -> AccessToken:
    """A token for the right name and password. Raises WrongCredentials.

    The hash is checked outside the transaction: it takes 50 ms of CPU.
    """
    with database.transaction() as connection:
        row = queries.active_staff(connection, login.username.strip().lower())
    if not verify_password(row.password_hash if row else None, login.password) or row is None:
        raise WrongCredentials("name or password is wrong")
    staff = StaffMember(row.id, row.username, row.display_name, row.role, row.outlet_id)
    lifetime = timedelta(minutes=settings.access_token_minutes)
    actor = Actor(str(staff.id), staff.outlet_id, staff.role, staff.display_name)
    token, _ = tokens.encode(actor, settings.secret_key, lifetime=lifetime)
    return AccessToken(token, "Bearer", int(lifetime.total_seconds()), staff)


def display_token(
    connection: Connection, settings: Settings, actor: Actor, station: str
) -> DisplayToken:
    """A token for the screen of one station of the caller's outlet."""
    if not queries.station_exists(connection, actor.outlet_id, station):
        raise InvalidInput(f"there is no station {station!r} in this outlet", field="station")
    screen = tokens.display_actor(actor.outlet_id, station)
    token, expires_at = tokens.encode(screen, settings.secret_key, lifetime=DISPLAY_LIFETIME)
    # After the hash sign, so that the token is never sent to a server and never in its log.
    return DisplayToken(token, expires_at, f"{settings.address('dashboards')}/kds/#token={token}")
