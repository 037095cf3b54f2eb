"""Reading orders."""

from uuid import UUID

from sqlalchemy import Connection

from api.orders import queries
from api.orders.discounts_shown import discounts_shown
from api.orders.queries import ORDERS
from api.orders.schemas import History, HistoryEntry, Order, OrderQuery
from api.orders.views import from_rows
from api.paging import Listing, paged
from api.reply import Reply
from chitrail.errors import NotFound


def read(connection: Connection, outlet_id: str, order_id: UUID) -> Reply[Order]:
    """An order with its version. Raises NotFound, also for another outlet's order."""
    found = find(connection, outlet_id, order_id)
    if found is None:
        raise NotFound(f"there is no order {order_id}")
    return found


def find(connection: Connection, outlet_id: str, order_id: UUID) -> Reply[Order] | None:
    """An order with its version, None when the outlet has no such order."""
    row = queries.order(connection, outlet_id, order_id)
    if row is None:
        return None
    lines = queries.lines(connection, [order_id])
    tickets = queries.tickets(connection, [order_id])
    discounts = discounts_shown(connection, [row])[order_id]
    order = from_rows(row, lines[order_id], tickets[order_id], discounts)
    return Reply(order, location=f"/api/orders/{order_id}", version=row.version)


def listing(connection: Connection, outlet_id: str, query: OrderQuery) -> Listing[Order]:
    """Orders of an outlet, newest first."""
    statement = queries.listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (ORDERS.c.placed_at, ORDERS.c.id))
    ids = [row.id for row in rows]
    lines, tickets = queries.lines(connection, ids), queries.tickets(connection, ids)
    discounts = discounts_shown(connection, rows)
    return Listing(
        [from_rows(row, lines[row.id], tickets[row.id], discounts[row.id]) for row in rows], page
    )


def history(connection: Connection, outlet_id: str, order_id: UUID) -> History:
    """Everything that happened to an order. Raises NotFound."""
    if queries.order(connection, outlet_id, order_id) is None:
        raise NotFound(f"there is no order {order_id}")
    rows = queries.history(connection, order_id)
    return History(
        order_id,
        [
            HistoryEntry(
                occurred_at=row.occurred_at,
                actor=row.actor,
                kind=row.kind,
                version=row.version,
                details=row.details,
            )
            for row in rows
        ],
    )
