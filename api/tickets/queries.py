"""Queries about tickets."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from api.models import AnySelect
from api.orders.queries import ORDERS, TICKETS
from api.tickets.schemas import TicketQuery


def order_of(connection: Connection, outlet_id: str, ticket_id: UUID) -> tuple[UUID, str] | None:
    """Order and station of a ticket; its order changes when orders are put together or apart."""
    statement = select(TICKETS.c.order_id, TICKETS.c.station).where(
        TICKETS.c.id == ticket_id, TICKETS.c.outlet_id == outlet_id
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else (row.order_id, row.station)


def listing(outlet_id: str, query: TicketQuery, station: str | None) -> AnySelect:
    """Statement for the tickets of an outlet that match; `station` narrows it further."""
    statement = select(TICKETS).where(TICKETS.c.outlet_id == outlet_id)
    for wanted in (query.station, station):
        if wanted is not None:
            statement = statement.where(TICKETS.c.station == wanted)
    if query.status is not None:
        statement = statement.where(TICKETS.c.status == query.status)
    return statement


def orders(connection: Connection, ids: list[UUID]) -> dict[UUID, Any]:
    """Rows of orders by id."""
    rows = connection.execute(select(ORDERS).where(ORDERS.c.id.in_(ids)))
    return {row.id: row for row in rows}
