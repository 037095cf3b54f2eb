"""Tickets read whole, however many orders they are of."""

from collections.abc import Sequence

from sqlalchemy import Connection

from api.models import AnyRow
from api.orders import queries as order_queries
from api.tickets import queries
from api.tickets.views import whole_ticket
from chitrail.events import Ticket


def whole(connection: Connection, rows: Sequence[AnyRow]) -> list[Ticket]:
    """The tickets of these rows, in their order."""
    ids = list({row.order_id for row in rows})
    orders, lines = queries.orders(connection, ids), order_queries.lines(connection, ids)
    tickets = order_queries.tickets(connection, ids)
    return [
        whole_ticket(orders[row.order_id], row, lines[row.order_id], tickets[row.order_id])
        for row in rows
    ]
