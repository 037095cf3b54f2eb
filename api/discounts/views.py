"""Promotions, coupons and outcomes as the API shows them."""

from collections.abc import Sequence

from api.discounts.cart import Cart
from api.discounts.outcome import Outcome
from api.discounts.schemas import (
    AppliedPromotion,
    Coupon,
    DiscountedLine,
    Dishes,
    HappyHour,
    Preview,
    Promotion,
    RefusedPromotion,
)
from api.models import AnyRow
from chitrail.money import format_rupees


def promotion_view(row: AnyRow) -> Promotion:
    """A version of a promotion; what does not belong to its kind is null."""
    kind, deal = row.kind, row.kind == "BUY_X_GET_Y"
    most = row.max_discount_paise
    amount = format_rupees(row.amount_paise)
    hour = None
    if row.rrule is not None:
        start = row.dtstart.isoformat(timespec="minutes")
        hour = HappyHour(rrule=row.rrule, start=start, minutes=row.duration_minutes)
    return Promotion(
        id=row.id,
        version=row.version,
        code=row.code,
        all_outlets=row.outlet_id is None,
        name=row.name,
        kind=kind,
        # Hundredths of a per cent look just like paise.
        percent=format_rupees(row.percent_bp) if deal or kind == "PERCENT" else None,
        amount=amount if kind == "AMOUNT" else None,
        item_price=amount if kind == "ITEM_PRICE" else None,
        buy_quantity=row.buy_quantity if deal else None,
        get_quantity=row.get_quantity if deal else None,
        applies_to=Dishes(item_codes=row.item_codes, category_codes=row.category_codes),
        get=_get(row) if deal else None,
        min_order=format_rupees(row.min_order_paise),
        max_discount=None if most is None else format_rupees(most),
        order_types=row.order_types,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        happy_hour=hour,
        by_coupon=row.by_coupon,
        priority=row.priority,
        exclusive=row.exclusive,
        group=row.stacking_group,
        active=row.active,
        created_by=row.created_by,
        created_by_name=row.created_by_name,
        created_at=row.created_at,
    )


def coupon_view(row: AnyRow) -> Coupon:
    """A coupon with its uses."""
    return Coupon(
        id=row.id,
        promotion_id=row.promotion_id,
        code=row.code,
        all_outlets=row.outlet_id is None,
        max_uses=row.max_uses,
        max_uses_per_customer=row.max_uses_per_customer,
        max_uses_per_day=row.max_uses_per_day,
        uses=row.uses,
        active=row.active,
        version=row.version,
        created_at=row.created_at,
    )


def preview_view(cart: Cart, codes: Sequence[str], outcome: Outcome) -> Preview:
    """An outcome; `codes` are those of the cart's dishes, line by line."""
    return Preview(
        subtotal=format_rupees(outcome.subtotal_paise),
        discount=format_rupees(outcome.discount_paise),
        after_discount=format_rupees(outcome.subtotal_paise - outcome.discount_paise),
        lines=[
            DiscountedLine(
                item_id=line.item_id,
                item_code=code,
                item_name=line.name,
                quantity=line.quantity,
                unit_price=format_rupees(line.unit_price_paise),
                total=format_rupees(line.total_paise),
                discount=format_rupees(outcome.line_paise[line.line_id]),
            )
            for line, code in zip(cart.lines, codes, strict=True)
        ],
        applied=applied_view(outcome),
        not_applied=not_applied_view(outcome),
    )


def applied_view(outcome: Outcome) -> list[AppliedPromotion]:
    """The promotions an outcome applies."""
    return [
        AppliedPromotion(
            promotion_id=done.promotion_id,
            version=done.version,
            code=done.code,
            name=done.name,
            coupon_code=done.coupon_code,
            amount=format_rupees(done.amount_paise),
            explanation=done.explanation,
        )
        for done in outcome.applied
    ]


def not_applied_view(outcome: Outcome) -> list[RefusedPromotion]:
    """The promotions an outcome does not apply, and why."""
    return [
        RefusedPromotion(
            promotion_id=other.promotion_id,
            code=other.code,
            name=other.name,
            coupon_code=other.coupon_code,
            reason=other.reason,
        )
        for other in outcome.not_applied
    ]


def _get(row: AnyRow) -> Dishes | None:
    if not row.get_item_codes and not row.get_category_codes:
        return None
    return Dishes(item_codes=row.get_item_codes, category_codes=row.get_category_codes)
