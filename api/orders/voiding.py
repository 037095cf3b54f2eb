"""Taking a dish off an order."""

from uuid import UUID

from sqlalchemy import Connection, update

from api.orders.consent import take_off_begun
from api.orders.disposition import dispose, portions_begun
from api.orders.editing import of_one_combo, open_order, standing_line
from api.orders.following import follow_tickets
from api.orders.queries import LINES
from api.orders.repricing import reprice
from api.orders.routing import tickets_of
from api.orders.schemas import Order, VoidLine
from api.orders.service import view
from api.reply import Reply
from chitrail.errors import Conflict
from chitrail.tokens import Actor


class LastLine(Conflict):
    """An order without a dish is no order."""

    code = "last-line"
    title = "It is the order's last dish"


def void_line(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    line_id: UUID,
    body: VoidLine,
    version: int | None,
) -> Reply[Order]:
    """Take a dish off the bill and, unless it is cooked, off the rail; of a combo, all of it.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, PaidMore, LastLine, ApprovalRequired, and
    InvalidInput when nobody says what becomes of what the kitchen has begun.
    """
    change = open_order(connection, actor, order_id, version)
    line = standing_line(change, line_id)
    together = of_one_combo(change, line)
    if len(change.standing_lines) == len(together):
        raise LastLine(f"cancel order {change.row.number} instead")
    begun = portions_begun(change, together)
    columns = {"voided_at": change.at, "voided_by": actor.subject, "void_reason": body.reason}
    off = update(LINES).where(LINES.c.id.in_([each.id for each in together]))
    connection.execute(off.values(columns))
    change.reload()
    told = {
        "item": line.combo_name or line.item_name,
        "line_id": str(line_id),
        "quantity": line.quantity,
        "reason": body.reason,
    }
    reprice(change, "LINE_VOIDED", told)
    for ticket_id in dict.fromkeys(one for each in together for one in tickets_of(each)):
        change.show_ticket(ticket_id)
    follow_tickets(change)
    dispose(change, begun, body.stock, f"taken off: {body.reason}")
    if begun:
        take_off_begun(change, line_id, body.approval, "line-voided", reason=body.reason)
    return view(change)
