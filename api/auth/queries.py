"""Queries about staff."""

from sqlalchemy import Connection, select

from api.auth.models import Staff
from api.menu.models import Station
from api.models import AnyRow, table_of


def active_staff(connection: Connection, username: str) -> AnyRow | None:
    """The row of an active member of staff with this name."""
    table = table_of(Staff)
    return connection.execute(
        select(table).where(table.c.username == username, table.c.active)
    ).one_or_none()


def station_exists(connection: Connection, outlet_id: str, code: str) -> bool:
    """Whether an outlet has a station."""
    found = select(Station.code).where(Station.outlet_id == outlet_id, Station.code == code)
    return connection.execute(found).first() is not None
