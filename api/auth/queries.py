"""Queries about staff."""

from sqlalchemy import Connection, Row, select

from api.auth.models import Staff
from api.menu.models import Station


def active_staff(connection: Connection, username: str) -> Row[tuple[Staff]] | None:
    """The row of an active member of staff with this name."""
    table = Staff.__table__
    return connection.execute(
        select(table).where(table.c.username == username, table.c.active)
    ).one_or_none()


def station_exists(connection: Connection, outlet_id: str, code: str) -> bool:
    """Whether an outlet has a station."""
    found = select(Station.code).where(Station.outlet_id == outlet_id, Station.code == code)
    return connection.execute(found).first() is not None
