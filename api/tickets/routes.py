"""Routes of kitchen tickets."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import COOKS, EVERYONE
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from api.tickets import service
from api.tickets.schemas import AdvanceLine, AdvanceTicket, SeenTicket, TicketQuery
from chitrail.events import Ticket
from chitrail.tokens import Actor

routes = Routes("tickets")


@routes.get("/api/tickets", roles=EVERYONE)
def list_tickets(query: TicketQuery, actor: Actor, connection: Connection) -> Listing[Ticket]:
    """List kitchen tickets, newest first."""
    return service.listing(connection, actor, query)


@routes.post("/api/tickets/<uuid:ticket_id>/advance", roles=COOKS, refusals=(404, 409, 412))
def advance_ticket(
    ticket_id: UUID,
    body: AdvanceTicket,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Ticket]:
    """Bump a ticket: start it, finish it, or recall it with `to` PREPARING."""
    return service.advance(connection, actor, ticket_id, body.to, expected_version)


@routes.post(
    "/api/tickets/<uuid:ticket_id>/lines/<uuid:line_id>/advance",
    roles=COOKS,
    refusals=(404, 409, 412),
)
def advance_ticket_line(
    ticket_id: UUID,
    line_id: UUID,
    body: AdvanceLine,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Ticket]:
    """Cross one dish off a ticket, or take that back; the last one finishes the ticket."""
    return service.advance_line(connection, actor, ticket_id, line_id, body.to, expected_version)


@routes.post("/api/tickets/<uuid:ticket_id>/seen", roles=COOKS, refusals=(404, 409))
def see_ticket(
    ticket_id: UUID, body: SeenTicket, actor: Actor, connection: Connection
) -> Reply[Ticket]:
    """Say that the cook has seen what changed on a ticket, or that it is cancelled."""
    return service.see(connection, actor, ticket_id, body.version)
