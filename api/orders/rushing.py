"""Rush: an order that goes before the others, because somebody waits."""

from uuid import UUID

from sqlalchemy import Connection

from api.orders.editing import unclosed_order
from api.orders.schemas import Order
from api.orders.service import view
from api.reply import Reply
from chitrail.states import TicketStatus
from chitrail.tokens import Actor


def rush(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None, *, wanted: bool
) -> Reply[Order]:
    """Put an order before the others, or back in its turn; its tickets say so.

    Asked for what is so already it changes nothing. Raises NotFound, PreconditionFailed, OrderClosed.
    """
    change = unclosed_order(connection, actor, order_id, version)
    if (change.row.rushed_at is not None) == wanted:
        return view(change)
    at, by = (change.at, actor.subject) if wanted else (None, None)
    change.rewrite("RUSHED" if wanted else "RUSH_ENDED", {}, rushed_at=at, rushed_by=by)
    for ticket in list(change.tickets.values()):
        if ticket.status != TicketStatus.CANCELLED:
            change.show_ticket(ticket.id)
    return view(change)
