"""Bumping tickets; the order follows its tickets."""

from uuid import UUID

from sqlalchemy import Connection

from api.orders.change import OrderChange
from api.orders.following import follow_tickets
from api.orders.queries import TICKETS
from api.paging import Listing, paged
from api.preconditions import require_version
from api.reply import Reply
from api.tickets import queries
from api.tickets.reading import whole
from api.tickets.schemas import TicketQuery
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
    return Listing(whole(connection, rows), page)


def advance(
    connection: Connection, actor: Actor, ticket_id: UUID, to: str | None, version: int | None
) -> Reply[Ticket]:
    """Take a ticket to `to` or its next status, and the order along; one that is held waits for its course.

    Raises NotFound, also for another station's ticket when the caller is a display,
    PreconditionFailed, OrderLeftKitchen, TicketMoved, IllegalTransition.
    """
    change = _hanging(connection, actor, ticket_id, version)
    ticket = change.tickets[ticket_id]
    target = TicketStatus(to) if to else NEXT.get(TicketStatus(ticket.status))
    if target is None:
        raise IllegalTransition(f"a ticket in {ticket.status} goes nowhere by itself")
    return _moved(change, ticket_id, target)


def advance_line(
    connection: Connection,
    actor: Actor,
    ticket_id: UUID,
    line_id: UUID,
    to: str,
    version: int | None,
) -> Reply[Ticket]:
    """Cross a dish off its ticket (READY), or take that back (PREPARING).

    The first dish begins a ticket and the last one finishes it; one taken back recalls it. What is so already
    stays so. Raises as `advance` does, and NotFound for a dish that is not on the ticket.
    """
    change = _hanging(connection, actor, ticket_id, version)
    ticket = change.tickets[ticket_id]
    whole_one = change.ticket(ticket_id)
    if line_id not in {line.line_id for line in whole_one.lines}:
        raise NotFound(f"there is no dish {line_id} on this ticket")
    if ticket.status in (TicketStatus.HELD, TicketStatus.CANCELLED):
        raise IllegalTransition(f"the ticket is {ticket.status}")
    was_ready = ticket.status == TicketStatus.READY
    done = {line.line_id for line in whole_one.lines if line.done or was_ready}
    wanted = done | {line_id} if to == TicketStatus.READY else done - {line_id}
    if wanted == done:
        return Reply(whole_one, version=whole_one.version)
    change.cross_off(ticket_id, wanted)
    if len(wanted) == len(whole_one.lines):
        if ticket.status == TicketStatus.NEW:
            change.move_ticket(ticket_id, TicketStatus.PREPARING)
        return _moved(change, ticket_id, TicketStatus.READY)
    if ticket.status != TicketStatus.PREPARING:
        return _moved(change, ticket_id, TicketStatus.PREPARING)
    change.show_ticket(ticket_id)
    shown = change.ticket(ticket_id)
    return Reply(shown, version=shown.version)


def see(connection: Connection, actor: Actor, ticket_id: UUID, version: int) -> Reply[Ticket]:
    """The cook has seen what changed up to a version of a ticket; whatever came later stays unseen.

    What was seen before changes nothing. Raises NotFound as `advance` does, TicketMoved.
    """
    change = _order_of(connection, actor, ticket_id)
    change.see(ticket_id, version)
    seen = change.ticket(ticket_id)
    return Reply(seen, version=seen.version)


def _hanging(
    connection: Connection, actor: Actor, ticket_id: UUID, version: int | None
) -> OrderChange:
    """The order of a ticket that a cook may still press, locked."""
    change = _order_of(connection, actor, ticket_id)
    ticket = change.tickets[ticket_id]
    require_version(version, ticket.version, change.ticket(ticket_id))
    if change.status not in IN_THE_KITCHEN:
        raise OrderLeftKitchen(f"the order is {change.status}", current=change.ticket(ticket_id))
    return change


def _order_of(connection: Connection, actor: Actor, ticket_id: UUID) -> OrderChange:
    """The order a ticket hangs on, locked."""
    found = queries.order_of(connection, actor.outlet_id, ticket_id)
    if found is None or actor.station not in (None, found[1]):
        raise NotFound(f"there is no ticket {ticket_id}")
    change = OrderChange.of(connection, actor, found[0])
    if ticket_id not in change.tickets:
        raise TicketMoved("its order was put into another a moment ago: try again")
    return change


def _moved(change: OrderChange, ticket_id: UUID, target: TicketStatus) -> Reply[Ticket]:
    change.move_ticket(ticket_id, target)
    follow_tickets(change)
    moved = change.ticket(ticket_id)
    return Reply(moved, version=moved.version)
