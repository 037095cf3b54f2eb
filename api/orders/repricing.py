"""An order's money after a change: every line that stands is priced anew, on the order's own terms."""

from typing import Any

from sqlalchemy import bindparam, update

from api.discounts.outcome import Outcome
from api.discounts.redeeming import redeem
from api.discounts.staff_discounts import standing, with_staff_discount
from api.orders.change import OrderChange
from api.orders.discounting import discounts_of_change
from api.orders.pricing import Bill, PricedLine, Sale, Terms, add_up, price_lines
from api.orders.queries import LINES
from chitrail.errors import Conflict
from chitrail.money import format_rupees

MONEY = (
    "total_paise",
    "discount_paise",
    "service_charge_paise",
    "tax_included_paise",
    "cgst_paise",
    "sgst_paise",
)
UNPRICED = dict.fromkeys(MONEY[1:], 0)
"""What a line that is written before it is priced has in these columns."""
_WRITE_LINE = (
    update(LINES)
    .where(LINES.c.id == bindparam("line_id"))
    .values({name: bindparam(f"new_{name}") for name in MONEY})
)


class PaidMore(Conflict):
    """More was paid than the order would cost; the difference must be refunded first."""

    code = "paid-more"
    title = "More was paid than the order would cost"


def reprice(
    change: OrderChange,
    kind: str,
    details: dict[str, Any],
    *,
    codes_shown: list[str] | None = None,
    **columns: Any,
) -> Outcome:
    """Price a changed order anew, and remember and tell the change; gives what discounts did.

    `codes_shown` are coupons the guest shows now, in place of those of before. Other `columns` of the order
    are written too. Raises PaidMore, CouponExhausted, InvalidInput.
    """
    row = change.row
    codes = row.coupon_codes if codes_shown is None else codes_shown
    outcome = discounts_of_change(change, codes)
    charge = columns.get("service_charge_bp", row.service_charge_bp)
    lines = _price(change, outcome.line_paise, Terms(row.prices_include_tax, charge))
    bill = add_up(lines)
    _check_paid(change, bill)
    redeem(change.connection, row.outlet_id, row.id, outcome, row.placed_at)
    _write(change, lines)
    details |= {
        "total_before": format_rupees(row.total_paise),
        "total": format_rupees(bill.total_paise),
    }
    change.rewrite(kind, details, **sums(bill), coupon_codes=list(codes), **columns)
    return outcome


def sums(bill: Bill) -> dict[str, int]:
    """The columns of an order that a bill fills."""
    return {
        "subtotal_paise": bill.subtotal_paise,
        "discount_paise": bill.discount_paise,
        "service_charge_paise": bill.service_charge_paise,
        "tax_included_paise": bill.tax_included_paise,
        "cgst_paise": bill.cgst_paise,
        "sgst_paise": bill.sgst_paise,
        "round_off_paise": bill.round_off_paise,
        "total_paise": bill.total_paise,
    }


def _price(change: OrderChange, promotions: dict[Any, int], terms: Terms) -> list[PricedLine]:
    lines = change.standing_lines
    totals = [line.unit_price_paise * line.quantity for line in lines]
    off = with_staff_discount(
        standing(change.connection, change.row.id),
        totals,
        [promotions.get(line.id, 0) for line in lines],
    )
    sales = [
        Sale(line.unit_price_paise, line.quantity, line.tax_rate_bp, discount)
        for line, discount in zip(lines, off, strict=True)
    ]
    return price_lines(sales, terms)


def _check_paid(change: OrderChange, bill: Bill) -> None:
    kept = change.row.settled_paise
    if bill.total_paise < kept:
        more = format_rupees(kept - bill.total_paise)
        raise PaidMore(f"refund {more} of order {change.row.number} first", refund=more)


def _write(change: OrderChange, priced: list[PricedLine]) -> None:
    changed = [
        {"line_id": line.id} | {f"new_{name}": getattr(money, name) for name in MONEY}
        for line, money in zip(change.standing_lines, priced, strict=True)
        if any(getattr(line, name) != getattr(money, name) for name in MONEY)
    ]
    if changed:
        change.connection.execute(_WRITE_LINE, changed)
        change.reload()
