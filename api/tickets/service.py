"""Bumping tickets; the order follows its tickets."""

from uuid import UUID

from sqlalchemy import Connection

from api.orders import queries as order_queries
from api.orders.change import OrderChange
from api.orders.following import follow_tickets
from api.orders.queries import TICKETS
from api.paging import Listing, paged
from api.preconditions import require_version
from api.reply import Reply
from api.tickets import queries
from api.tickets.schemas import TicketQuery
from api.tickets.views import whole_ticket
from chitrail.errors import Conflict, IllegalTransition, NotFound
from chitrail.events import Ticket
from chitrail.states import OrderStatus, TicketStatus
from chitrail.tokens import Actor

NEXT = {
    TicketStatus.NEW: TicketStatus.PREPARING,
    TicketStatus.PREPARING: TicketStatus.READY,
}
IN_THE_KITCHEN = (
    OrderStatus.PLACED,
    OrderStatus.CONFIRMED,
    OrderStatus.PREPARING,
    OrderStatus.READY,
)


class OrderLeftKitchen(Conflict):
    """The order is served or gone; its tickets rest."""

    code = "order-left-kitchen"
    title = "The order has left the kitchen"


class TicketMoved(Conflict):
    """The ticket went to another order while this one was waited for."""

    code = "ticket-moved"
    title = "The ticket hangs on another order now"


def listing(connection: Connection, actor: Actor, query: TicketQuery) -> Listing[Ticket]:
    """Tickets of the caller's outlet, newest first; a display sees its own station's only."""
    statement = queries.listing(actor.outlet_id, query, actor.station)
    rows, page = paged(connection, statement, query, (TICKETS.c.placed_at, TICKETS.c.id))
    ids = [row.order_id for row in rows]
    orders, lines = queries.orders(connection, ids), order_queries.lines(connection, ids)
    return Listing(
        [whole_ticket(orders[row.order_id], row, lines[row.order_id]) for row in rows], page
    )


def advance(
    connection: Connection, actor: Actor, ticket_id: UUID, to: str | None, version: int | None
) -> Reply[Ticket]:
    """Take a ticket to `to` or its next status, and the order along; one that is held waits for its course.

    Raises NotFound, also for another station's ticket when the caller is a display,
    PreconditionFailed, OrderLeftKitchen, TicketMoved, IllegalTransition.
    """
    found = queries.order_of(connection, actor.outlet_id, ticket_id)
    if found is None or actor.station not in (None, found[1]):
        raise NotFound(f"there is no ticket {ticket_id}")
    change = OrderChange.of(connection, actor, found[0])
    if ticket_id not in change.tickets:
        raise TicketMoved("its order was put into another a moment ago: try again")
    ticket = change.tickets[ticket_id]
    require_version(version, ticket.version, change.ticket(ticket_id))
    if change.status not in IN_THE_KITCHEN:
        raise OrderLeftKitchen(f"the order is {change.status}", current=change.ticket(ticket_id))
    target = TicketStatus(to) if to else NEXT.get(TicketStatus(ticket.status))
    if target is None:
        raise IllegalTransition(f"a ticket in {ticket.status} goes nowhere by itself")
    change.move_ticket(ticket_id, target)
    follow_tickets(change)
    moved = change.ticket(ticket_id)
    return Reply(moved, version=moved.version)
