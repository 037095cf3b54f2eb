"""Two orders become one: guests who came apart sit together and take one bill."""

from uuid import UUID

from sqlalchemy import Connection, func, update

from api.discounts.redeeming import release
from api.orders.change import OrderChange
from api.orders.editing import open_order
from api.orders.following import follow_tickets
from api.orders.queries import LINES, TICKETS
from api.orders.repricing import UNPRICED, reprice
from api.orders.schemas import Order
from api.orders.service import view
from api.payments.queries import any_open
from api.reply import Reply
from chitrail import events
from chitrail.errors import Conflict, InvalidInput
from chitrail.states import OrderStatus
from chitrail.tokens import Actor


class NotMergeable(Conflict):
    """Something of the order is paid, or being paid."""

    code = "not-mergeable"
    title = "This order cannot be merged now"


def merge(
    connection: Connection, actor: Actor, order_id: UUID, into: UUID, version: int | None
) -> Reply[Order]:
    """Move all lines and tickets of an order nobody has paid into another; it ends as cancelled.

    The order that stays is given back. Raises NotFound, PreconditionFailed, OrderClosed, BillSplit,
    NotMergeable, InvalidInput.
    """
    if order_id == into:
        raise InvalidInput("is the order itself", field="into")
    # Always in the order of the ids, so that two merges crossing each other cannot lock each other out.
    first, second = sorted((order_id, into))
    opened = {
        one: open_order(connection, actor, one, version if one == order_id else None)
        for one in (first, second)
    }
    source, target = opened[order_id], opened[into]
    _check_unpaid(source)
    rounds = max(ticket.round for ticket in target.tickets.values())
    last = max(line.line_no for line in target.lines)
    moved = list(source.tickets)
    connection.execute(
        update(TICKETS)
        .where(TICKETS.c.order_id == order_id)
        .values(order_id=into, round=TICKETS.c.round + rounds)
    )
    connection.execute(
        update(LINES)
        .where(LINES.c.order_id == order_id)
        .values(
            order_id=into,
            line_no=LINES.c.line_no + last,
            ordered_at=func.coalesce(LINES.c.ordered_at, source.row.placed_at),
        )
    )
    number = source.row.number
    _end(source, target.row.number)
    target.take_over(source)
    shown = list(dict.fromkeys([*target.row.coupon_codes, *source.row.coupon_codes]))
    told = {"order_id": str(order_id), "number": number}
    reprice(target, "MERGED", told, codes_shown=shown)
    for ticket_id in moved:
        target.show_ticket(ticket_id)
    _back_to_the_kitchen(target)
    follow_tickets(target)
    return view(target)


def _check_unpaid(source: OrderChange) -> None:
    if source.row.settled_paise:
        raise NotMergeable(f"order {source.row.number} is paid in part: merge the other into it")
    attempt = any_open(source.connection, source.row.id)
    if attempt is not None:
        raise NotMergeable(f"payment {attempt.id} is open: cancel it first", payment_id=attempt.id)


def _end(source: OrderChange, into: int) -> None:
    """Cancel the empty order; its tickets live on with the other, so none is taken off the rail."""
    reason = f"merged into order {into}"
    nothing = {"subtotal_paise": 0, "round_off_paise": 0, "total_paise": 0, **UNPRICED}
    release(source.connection, source.row.id)
    source.reload()
    source.move_order(
        OrderStatus.CANCELLED, cancelled_at=source.at, cancel_reason=reason, **nothing
    )
    source.tell(
        events.OrderCancelled(
            order_id=source.row.id,
            outlet_id=source.row.outlet_id,
            number=source.row.number,
            business_date=source.row.business_date,
            reason=reason,
            cancelled_at=source.at,
            tickets=[],
        )
    )


def _back_to_the_kitchen(target: OrderChange) -> None:
    """A served order that took over dishes to cook is not served whole."""
    cooking = any(
        ticket.status in ("HELD", "NEW", "PREPARING") for ticket in target.tickets.values()
    )
    if cooking and target.status is OrderStatus.SERVED:
        target.move_order(OrderStatus.PREPARING)
