"""When a promotion may be applied at all; each refusal is a sentence for the guest."""

from datetime import datetime
from zoneinfo import ZoneInfo

from api.discounts.cart import Cart
from api.discounts.promotions import Coupon, Promotion
from chitrail.money import format_rupees

SPOKEN = {"DINE_IN": "dine-in", "TAKEAWAY": "takeaway", "DELIVERY": "delivery"}


def problem(promotion: Promotion, cart: Cart, at: datetime, zone: str) -> str:
    """Why a promotion is not for this order now; empty when it is."""
    today = at.astimezone(ZoneInfo(zone)).date()
    if promotion.valid_from is not None and today < promotion.valid_from:
        return f"starts on {promotion.valid_from}"
    if promotion.valid_until is not None and today > promotion.valid_until:
        return f"ended on {promotion.valid_until}"
    if not any(timely(promotion, cart, at, zone)):
        return "is not on at this hour"
    if cart.order_type not in promotion.order_types:
        names = sorted(SPOKEN.get(name, name) for name in promotion.order_types)
        return f"is for {' and '.join(names)} only"
    if cart.subtotal_paise < promotion.min_order_paise:
        needed, found = format_rupees(promotion.min_order_paise), format_rupees(cart.subtotal_paise)
        return f"needs {needed}, the order has {found}"
    if promotion.by_coupon and usable_coupon(promotion, cart) is None:
        shown = [coupon for coupon in promotion.coupons if coupon.code in cart.codes]
        return shown[0].problem if shown else "needs a coupon"
    return ""


def timely(promotion: Promotion, cart: Cart, at: datetime, zone: str) -> tuple[bool, ...]:
    """Which dishes were ordered while the promotion was on; those without a time are ordered at `at`."""
    hour = promotion.happy_hour
    if hour is None:
        return (True,) * len(cart.lines)
    return tuple(hour.is_on(line.ordered_at or at, zone) for line in cart.lines)


def usable_coupon(promotion: Promotion, cart: Cart) -> Coupon | None:
    """The first coupon, by code, that was shown and can be used."""
    shown = (c for c in promotion.coupons if c.code in cart.codes and not c.problem)
    return min(shown, key=lambda coupon: (coupon.code, coupon.id), default=None)
