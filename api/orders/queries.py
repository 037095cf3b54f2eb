"""Queries about orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from api.models import AnyRow, AnySelect, table_of
from api.orders.models import Order, OrderLine
from api.orders.schemas import OrderQuery
from api.tickets.models import Ticket

ORDERS, LINES, TICKETS = table_of(Order), table_of(OrderLine), table_of(Ticket)


def order(
    connection: Connection, outlet_id: str, order_id: UUID, *, lock: bool = False
) -> AnyRow | None:
    """An order's row; with `lock` nobody else changes the order until this transaction ends."""
    statement = select(ORDERS).where(ORDERS.c.id == order_id, ORDERS.c.outlet_id == outlet_id)
    return connection.execute(statement.with_for_update() if lock else statement).one_or_none()


def lines(connection: Connection, orders: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """Lines of each order in their order."""
    statement = select(LINES).where(LINES.c.order_id.in_(orders)).order_by(LINES.c.line_no)
    return _by_order(connection.execute(statement).all())


def tickets(connection: Connection, orders: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """Tickets of each order. Locking the order's row keeps them still too: see api.orders.change."""
    statement = select(TICKETS).where(TICKETS.c.order_id.in_(orders)).order_by(TICKETS.c.station)
    return _by_order(connection.execute(statement).all())


def listing(outlet_id: str, query: OrderQuery) -> AnySelect:
    """Statement for the orders of an outlet that match."""
    statement = select(ORDERS).where(ORDERS.c.outlet_id == outlet_id)
    if query.status is not None:
        statement = statement.where(ORDERS.c.status == query.status)
    if query.business_date is not None:
        statement = statement.where(ORDERS.c.business_date == query.business_date)
    return statement


def _by_order(rows: Sequence[AnyRow]) -> dict[UUID, list[AnyRow]]:
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    return found
