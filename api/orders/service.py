"""Moving orders: advance, complete, cancel. Tickets follow."""

from uuid import UUID

from sqlalchemy import Connection

from api.audit.service import record
from api.discounts.redeeming import release
from api.orders.change import OrderChange, ordered_line
from api.orders.consent import consent_to_void
from api.orders.discounts_shown import discounts_shown
from api.orders.disposition import dispose, portions_begun
from api.orders.schemas import CancelOrder, Order
from api.orders.views import from_rows
from api.preconditions import require_version
from api.reply import Reply
from chitrail import events
from chitrail.errors import Conflict, IllegalTransition
from chitrail.money import format_rupees
from chitrail.states import NEXT_ORDER_STATUS, OrderStatus, TicketStatus
from chitrail.tokens import Actor

COOKED = (OrderStatus.READY, OrderStatus.SERVED)
OFF_THE_STOVE = (TicketStatus.NEW, TicketStatus.PREPARING)


class NotSettled(Conflict):
    """An order is completed only when it is paid in full."""

    code = "not-settled"
    title = "The order is not paid in full"


class CourseHeld(Conflict):
    """An order with a course still to come is not ready."""

    code = "course-held"
    title = "A course is still held"


class RefundFirst(Conflict):
    """A paid order is not cancelled with the money still here."""

    code = "refund-first"
    title = "Money was taken for this order"


def advance(
    connection: Connection, actor: Actor, order_id: UUID, to: str | None, version: int | None
) -> Reply[Order]:
    """Take an order to `to` or the next status.

    Raises NotFound, PreconditionFailed, IllegalTransition, CourseHeld.
    """
    change = _checked(connection, actor, order_id, version)
    target = OrderStatus(to) if to else NEXT_ORDER_STATUS.get(change.status)
    if target is None:
        raise IllegalTransition(f"an order in {change.status} goes nowhere by itself")
    if target is OrderStatus.PREPARING and change.status in COOKED:
        raise IllegalTransition(
            "an order goes back to the kitchen by what is ordered, not by hand",
            current=change.status,
        )
    if target in COOKED and change.held:
        courses = sorted({ticket.course for ticket in change.held})
        raise CourseHeld("fire it or take it off first", courses=courses)
    change.move_order(target)
    if target is OrderStatus.PREPARING:
        change.move_tickets([TicketStatus.NEW], TicketStatus.PREPARING)
    elif target in (OrderStatus.READY, OrderStatus.SERVED):
        change.move_tickets(OFF_THE_STOVE, TicketStatus.READY)
    return view(change)


def complete(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None
) -> Reply[Order]:
    """Complete a served or ready order that is paid in full; stock leaves the ledger by its lines.

    Raises NotFound, PreconditionFailed, NotSettled, IllegalTransition.
    """
    change = _checked(connection, actor, order_id, version)
    due = change.row.total_paise - change.row.settled_paise
    if due and OrderStatus.COMPLETED != change.status != OrderStatus.CANCELLED:
        raise NotSettled(f"{format_rupees(due)} is still to be paid", due=format_rupees(due))
    change.move_order(OrderStatus.COMPLETED, completed_at=change.at)
    change.move_tickets(OFF_THE_STOVE, TicketStatus.READY)
    change.tell(_completed(change))
    return view(change)


def cancel(
    connection: Connection, actor: Actor, order_id: UUID, body: CancelOrder, version: int | None
) -> Reply[Order]:
    """Cancel an order that is not served yet; its tickets come off the rail.

    Raises NotFound, PreconditionFailed, RefundFirst, IllegalTransition, ApprovalRequired, and InvalidInput
    when nobody says what becomes of what the kitchen has begun.
    """
    change = _checked(connection, actor, order_id, version)
    kept = change.row.settled_paise - change.row.refunded_paise
    if kept and change.status is not OrderStatus.COMPLETED:
        raise RefundFirst(f"refund {format_rupees(kept)} before cancelling")
    begun = portions_begun(change, change.standing_lines)
    change.move_order(OrderStatus.CANCELLED, cancelled_at=change.at, cancel_reason=body.reason)
    if change.row.discount_paise:
        release(connection, order_id)
    tickets = change.take_off_the_rail()
    change.tell(
        events.OrderCancelled(
            order_id=change.row.id,
            outlet_id=change.row.outlet_id,
            number=change.row.number,
            business_date=change.row.business_date,
            reason=body.reason,
            cancelled_at=change.at,
            tickets=tickets,
        )
    )
    dispose(change, begun, body.stock, f"cancelled: {body.reason}")
    by = consent_to_void(change, order_id, body.approval) if begun else None
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "order-cancelled",
        order_id,
        reason=body.reason,
        approved_by=by,
    )
    return view(change)


def view(change: OrderChange) -> Reply[Order]:
    """The order as it is after its steps."""
    discounts = discounts_shown(change.connection, [change.row])[change.row.id]
    order = from_rows(change.row, change.lines, list(change.tickets.values()), discounts)
    return Reply(order, version=change.row.version)


def _checked(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None
) -> OrderChange:
    change = OrderChange.of(connection, actor, order_id)
    require_version(version, change.row.version, view(change).value)
    return change


def _completed(change: OrderChange) -> events.OrderCompleted:
    row = change.row
    return events.OrderCompleted(
        order_id=row.id,
        outlet_id=row.outlet_id,
        number=row.number,
        business_date=row.business_date,
        total_paise=row.total_paise,
        completed_at=change.at,
        lines=[ordered_line(line) for line in change.standing_lines],
    )
