"""Queries of staff administration."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.auth.queries import STAFF
from api.database import constraint_of
from api.models import AnyRow
from chitrail.errors import Conflict


class NameTaken(Conflict):
    """Names are unique over all outlets, since a sign-in names no outlet."""

    code = "username-taken"
    title = "This name is taken"


def lock(connection: Connection, outlet_id: str, ids: Iterable[UUID]) -> dict[UUID, AnyRow]:
    """Members of an outlet by id, locked in a fixed order; unknown ones are left out."""
    wanted = select(STAFF).where(STAFF.c.outlet_id == outlet_id, STAFF.c.id.in_(list(ids)))
    rows = connection.execute(wanted.order_by(STAFF.c.id).with_for_update())
    return {row.id: row for row in rows}


def of_outlet(connection: Connection, outlet_id: str) -> list[AnyRow]:
    """Everybody of an outlet, by name."""
    mine = select(STAFF).where(STAFF.c.outlet_id == outlet_id)
    return list(connection.execute(mine.order_by(STAFF.c.username)))


def add(connection: Connection, row: dict[str, Any]) -> AnyRow:
    """A new member. Raises NameTaken."""
    try:
        return connection.execute(insert(STAFF).values(row).returning(STAFF)).one()
    except IntegrityError as error:
        if constraint_of(error) != "staff_username_key":
            raise
        raise NameTaken(f"the name {row['username']} is taken", field="username") from error


def change(connection: Connection, staff_id: UUID, columns: dict[str, Any]) -> AnyRow:
    """Write columns of a member; the row as it is then."""
    changed = update(STAFF).where(STAFF.c.id == staff_id).values(columns)
    return connection.execute(changed.returning(STAFF)).one()
