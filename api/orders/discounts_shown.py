"""The discounts of orders, as the API shows them: promotions in their order, then what staff took off."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from api.models import AnyRow
from api.orders.schemas import AppliedDiscount
from chitrail.money import format_rupees

_DISCOUNTS = text("""
SELECT order_id, promotion_id, name, coupon_code, amount_paise, explanation, position
FROM order_discounts WHERE order_id = ANY(:orders) AND released_at IS NULL
UNION ALL
SELECT order_id, NULL, 'Staff discount', '', NULL, reason, 1000
FROM staff_discounts WHERE order_id = ANY(:orders) AND removed_at IS NULL
ORDER BY position
""")


def discounts_shown(
    connection: Connection, orders: Sequence[AnyRow]
) -> dict[UUID, list[AppliedDiscount]]:
    """Discounts by order; asks nothing when no order has any."""
    shown: dict[UUID, list[AppliedDiscount]] = defaultdict(list)
    left = {order.id: order.discount_paise for order in orders if order.discount_paise}
    if not left:
        return shown
    for row in connection.execute(_DISCOUNTS, {"orders": list(left)}):
        # Staff take their discount of what promotions leave, so theirs is the rest.
        amount = left[row.order_id] if row.amount_paise is None else row.amount_paise
        left[row.order_id] -= amount
        shown[row.order_id].append(
            AppliedDiscount(
                promotion_id=row.promotion_id,
                name=row.name,
                coupon_code=row.coupon_code,
                amount=format_rupees(amount),
                explanation=row.explanation,
            )
        )
    return shown
