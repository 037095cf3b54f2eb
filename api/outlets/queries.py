"""Queries about outlets."""

from sqlalchemy import Connection, select

from api.models import AnyRow, table_of
from api.outlets.models import Outlet


def outlet(connection: Connection, outlet_id: str) -> AnyRow | None:
    """An outlet's row."""
    table = table_of(Outlet)
    return connection.execute(select(table).where(table.c.id == outlet_id)).one_or_none()
