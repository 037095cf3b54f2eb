"""Queries of what is still to be cooked."""

from sqlalchemy import Connection, Row, select, text

from api.models import AnySelect
from api.orders.queries import ORDERS, TICKETS
from chitrail.states import OrderStatus, TicketStatus

_AMOUNTS = text("""
WITH open AS (
  SELECT l.id FROM tickets t JOIN order_lines l ON l.ticket_id = t.id
  WHERE t.outlet_id = :outlet_id AND t.status IN ('HELD', 'NEW', 'PREPARING') AND l.voided_at IS NULL
    AND (CAST(:station AS text) IS NULL OR t.station = :station)
)
SELECT p.line_id, p.ingredient_id, p.quantity, i.name, i.unit
FROM portion_of_lines(ARRAY(SELECT id FROM open)) p JOIN ingredients i ON i.id = p.ingredient_id
ORDER BY p.line_id, p.ingredient_id
""")


def amounts(
    connection: Connection, outlet_id: str, station: str | None
) -> list[Row[tuple[object, ...]]]:
    """For each line on an open ticket, of one station or all, what a portion takes of each ingredient."""
    return list(connection.execute(_AMOUNTS, {"outlet_id": outlet_id, "station": station}))


def ready(outlet_id: str, station: str | None) -> AnySelect:
    """Statement for ready tickets whose order is still with the kitchen, of one station or all."""
    with_the_kitchen = (
        OrderStatus.PLACED,
        OrderStatus.CONFIRMED,
        OrderStatus.PREPARING,
        OrderStatus.READY,
    )
    statement = (
        select(TICKETS)
        .join(ORDERS, ORDERS.c.id == TICKETS.c.order_id)
        .where(TICKETS.c.outlet_id == outlet_id, TICKETS.c.status == TicketStatus.READY)
        .where(ORDERS.c.status.in_(with_the_kitchen))
        .order_by(TICKETS.c.ready_at, TICKETS.c.id)
    )
    return statement if station is None else statement.where(TICKETS.c.station == station)
