"""Queries about orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Connection, not_, select, text

from api.models import AnyRow, AnySelect, table_of
from api.orders.models import Order, OrderLine
from api.orders.schemas import OrderQuery
from api.tickets.models import Ticket

_HISTORY = text("""
SELECT occurred_at, actor, status AS kind, NULL::integer AS version,
       jsonb_build_object('previous_status', previous_status) AS details, seq AS place
FROM order_status_events WHERE order_id = :order_id
UNION ALL
SELECT occurred_at, actor, kind, version, details, version FROM order_changes WHERE order_id = :order_id
ORDER BY occurred_at, place
""")

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
    statement = (
        select(TICKETS)
        .where(TICKETS.c.order_id.in_(orders))
        .order_by(TICKETS.c.round, TICKETS.c.station)
    )
    return _by_order(connection.execute(statement).all())


def listing(outlet_id: str, query: OrderQuery) -> AnySelect:
    """Statement for the orders of an outlet that match."""
    statement = select(ORDERS).where(ORDERS.c.outlet_id == outlet_id)
    for name in ("status", "business_date", "order_type", "table_label", "number"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(ORDERS.c[name] == wanted)
    if query.open is not None:
        ended = ORDERS.c.status.in_(("COMPLETED", "CANCELLED"))
        statement = statement.where(not_(ended) if query.open else ended)
    return statement


def history(connection: Connection, order_id: UUID) -> Sequence[AnyRow]:
    """Statuses and changes of an order, oldest first."""
    return connection.execute(_HISTORY, {"order_id": order_id}).all()


def _by_order(rows: Sequence[AnyRow]) -> dict[UUID, list[AnyRow]]:
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    return found
