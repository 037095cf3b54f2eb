"""What is done to the bill of an open order: coupons, the service charge, and discounts by hand."""

from uuid import UUID

from sqlalchemy import Connection

from api.audit.service import record
from api.auth import approvals
from api.authorization import MANAGEMENT
from api.billing import queries
from api.billing.schemas import StaffDiscountRequest
from api.billing.service import basis_points, staff_limit_bp
from api.discounts import staff_discounts
from api.orders.change import OrderChange
from api.orders.discounting import refuse_unusable
from api.orders.editing import open_order
from api.orders.repricing import reprice
from api.orders.schemas import Order
from api.orders.service import view
from api.reply import Reply
from chitrail.errors import Conflict, InvalidInput
from chitrail.money import format_rupees, parse_rupees, percentage
from chitrail.tokens import Actor


class NoStaffDiscount(Conflict):
    """There is nothing to take back."""

    code = "no-staff-discount"
    title = "The order has no discount by hand"


def show_coupons(
    connection: Connection, actor: Actor, order_id: UUID, codes: list[str], version: int | None
) -> Reply[Order]:
    """Price an open order with other coupons.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, InvalidInput for one that cannot be used,
    CouponExhausted, PaidMore.
    """
    change = open_order(connection, actor, order_id, version)
    if codes != change.row.coupon_codes:
        told = {"before": change.row.coupon_codes, "after": codes}
        outcome = reprice(change, "COUPONS_SHOWN", told, codes_shown=codes)
        refuse_unusable(outcome, codes)
    return view(change)


def charge_service(
    connection: Connection, actor: Actor, order_id: UUID, charged: bool, version: int | None
) -> Reply[Order]:
    """Take the service charge off an open order, or put the outlet's on it.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, PaidMore.
    """
    change = open_order(connection, actor, order_id, version)
    settings = queries.settings(connection, actor.outlet_id)
    charge = settings.service_charge_bp if charged and settings is not None else 0
    if charge != change.row.service_charge_bp:
        before = format_rupees(change.row.service_charge_bp)
        told = {"percent_before": before, "percent": format_rupees(charge)}
        reprice(change, "SERVICE_CHARGE", told, service_charge_bp=charge)
    return view(change)


def give_discount(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    request: StaffDiscountRequest,
    version: int | None,
) -> Reply[Order]:
    """Take something off an open order by hand.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, InvalidInput, ApprovalRequired above the
    outlet's limit, PaidMore.
    """
    change = open_order(connection, actor, order_id, version)
    percent, amount = _terms(request)
    approved_by = _consent(change, percent, amount, request.approval)
    staff_discounts.give(
        connection,
        change.row,
        percent_bp=percent,
        amount_paise=amount,
        reason=request.reason,
        given_by=actor.subject,
        approved_by=str(approved_by) if approved_by else None,
        at=change.at,
    )
    told = {"percent": request.percent, "amount": request.amount, "reason": request.reason}
    reprice(change, "DISCOUNT_GIVEN", told)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "discount-given",
        order_id,
        percent=request.percent,
        amount=request.amount,
        reason=request.reason,
        approved_by=approved_by,
    )
    return view(change)


def remove_discount(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None
) -> Reply[Order]:
    """Take a discount by hand off an open order again.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, NoStaffDiscount.
    """
    change = open_order(connection, actor, order_id, version)
    if not staff_discounts.remove(connection, order_id, actor.subject, change.at):
        raise NoStaffDiscount(f"nothing is taken off order {change.row.number} by hand")
    reprice(change, "DISCOUNT_REMOVED", {})
    record(connection, actor.outlet_id, actor.subject, "discount-removed", order_id)
    return view(change)


def _terms(request: StaffDiscountRequest) -> tuple[int | None, int | None]:
    """Hundredths of a per cent, or paise."""
    if (request.percent is None) == (request.amount is None):
        raise InvalidInput("give percent or amount", field="percent")
    if request.percent is not None:
        points = basis_points(request.percent, field="percent")
        if points == 0:
            raise InvalidInput("must be more than 0", field="percent")
        return points, None
    paise = parse_rupees(request.amount or "", field="amount")
    if paise == 0:
        raise InvalidInput("must be more than 0", field="amount")
    return None, paise


def _consent(
    change: OrderChange, percent: int | None, amount: int | None, approval: str | None
) -> UUID | None:
    """Who else agreed to a discount above the limit; nobody has to for management."""
    if change.actor.role in MANAGEMENT:
        return None
    limit = staff_limit_bp(change.connection, change.row.outlet_id)
    most = percentage(change.row.subtotal_paise, limit)
    if (percent is not None and percent <= limit) or (amount is not None and amount <= most):
        return None
    return approvals.require(
        change.connection, change.actor, approvals.OVER_LIMIT, change.row.id, approval
    )
