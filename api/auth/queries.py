"""Queries about staff."""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from api.auth.models import Staff
from api.menu.models import Station
from api.models import AnyRow, table_of

STAFF = table_of(Staff)


def active_staff(connection: Connection, *which: ColumnElement[bool]) -> AnyRow | None:
    """The row of an active member of staff."""
    return connection.execute(select(STAFF).where(STAFF.c.active, *which)).one_or_none()


def hold_active(connection: Connection, staff_id: UUID) -> AnyRow | None:
    """An active member of staff, who cannot be changed until the transaction ends."""
    found = select(STAFF).where(STAFF.c.id == staff_id, STAFF.c.active)
    return connection.execute(found.with_for_update(read=True)).one_or_none()


def station_exists(connection: Connection, outlet_id: str, code: str) -> bool:
    """Whether an outlet has a station."""
    found = select(Station.code).where(Station.outlet_id == outlet_id, Station.code == code)
    return connection.execute(found).first() is not None
