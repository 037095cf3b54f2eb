"""The promotions that could be applied to an order, out of the database."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, text

from api.discounts.happy_hours import HappyHour
from api.discounts.promotions import Coupon, Kind, Promotion, Target
from api.models import AnyRow

_PROMOTIONS = text("""
SELECT p.id, p.code, v.*, o.zone,
  ARRAY(SELECT id FROM menu_items WHERE outlet_id = o.id AND code = ANY(v.item_codes)) AS items,
  ARRAY(SELECT id FROM menu_categories WHERE outlet_id = o.id AND code = ANY(v.category_codes))
    AS categories,
  ARRAY(SELECT id FROM menu_items WHERE outlet_id = o.id AND code = ANY(v.get_item_codes))
    AS get_items,
  ARRAY(SELECT id FROM menu_categories WHERE outlet_id = o.id AND code = ANY(v.get_category_codes))
    AS get_categories
FROM outlets o
JOIN promotions p ON p.outlet_id = o.id OR p.outlet_id IS NULL
JOIN promotion_versions v ON v.promotion_id = p.id
  AND v.version = coalesce(CAST(CAST(:held AS jsonb) ->> CAST(p.id AS text) AS integer), p.version)
WHERE o.id = :outlet_id AND (v.active OR CAST(:held AS jsonb) ->> CAST(p.id AS text) IS NOT NULL)
  AND (NOT v.by_coupon OR p.id = ANY(CAST(:shown AS uuid[])))
""")
_COUPONS = text("""
SELECT c.*, own.uses > 0 AS held, v.by_coupon AND v.active AS opens_something,
  coalesce(t.uses, 0) - own.uses AS uses,
  coalesce(d.uses, 0) - own.today AS day_uses, coalesce(u.uses, 0) - own.by_customer AS customer_uses
FROM coupons c
JOIN promotions p ON p.id = c.promotion_id
JOIN promotion_versions v ON v.promotion_id = p.id AND v.version = p.version
LEFT JOIN coupon_counts t ON t.coupon_id = c.id AND t.kind = 'TOTAL' AND t.counted = ''
LEFT JOIN coupon_counts d ON d.coupon_id = c.id AND d.kind = 'DAY' AND d.counted = :day
LEFT JOIN coupon_counts u ON u.coupon_id = c.id AND u.kind = 'CUSTOMER' AND u.counted = :customer
CROSS JOIN LATERAL (
  SELECT count(*) AS uses, count(*) FILTER (WHERE business_date = :business_date) AS today,
    count(*) FILTER (WHERE customer = :customer) AS by_customer
  FROM order_discounts
  WHERE order_id = CAST(:order_id AS uuid) AND coupon_id = c.id AND released_at IS NULL
) own
WHERE (c.outlet_id = :outlet_id OR c.outlet_id IS NULL) AND c.code = ANY(:codes)
""")


def counted_day(outlet_id: str, day: date) -> str:
    """How a business day of an outlet is named among the counts of a coupon."""
    return f"{outlet_id}/{day}"


def shown_coupons(
    connection: Connection,
    outlet_id: str,
    codes: Collection[str],
    *,
    customer: str,
    day: date,
    order_id: UUID | None,
) -> dict[UUID, list[Coupon]]:
    """Known coupons by promotion, each with the reason it cannot be used; uses by `order_id` are free."""
    given = {
        "outlet_id": outlet_id,
        "codes": sorted(codes),
        "customer": customer,
        "day": counted_day(outlet_id, day),
        "business_date": day,
        "order_id": order_id,
    }
    found: dict[UUID, list[Coupon]] = defaultdict(list)
    for row in connection.execute(_COUPONS, given):
        coupon = Coupon(row.id, row.code, _problem(row, customer))
        found[row.promotion_id].append(coupon)
    return found


def offered(
    connection: Connection,
    outlet_id: str,
    coupons: dict[UUID, list[Coupon]],
    held: Mapping[UUID, int],
) -> list[tuple[Promotion, str]]:
    """Active promotions of an outlet that need no coupon or whose coupon is shown, with the outlet's zone.

    `held` are versions by promotion that an order was priced with: they hold for it whatever came after.
    """
    versions = json.dumps({str(promotion): version for promotion, version in held.items()})
    given = {"outlet_id": outlet_id, "shown": list(coupons), "held": versions}
    rows = connection.execute(_PROMOTIONS, given)
    return [(_promotion(row, tuple(coupons.get(row.id, ()))), row.zone) for row in rows]


def _problem(row: AnyRow, customer: str) -> str:
    if row.held:
        return ""
    if not row.active or not row.opens_something:
        return "the coupon is not in use"
    if row.max_uses is not None and row.uses >= row.max_uses:
        return "the coupon is used up"
    if row.max_uses_per_day is not None and row.day_uses >= row.max_uses_per_day:
        return "the coupon is used up for today"
    if row.max_uses_per_customer is not None:
        if not customer:
            return "the coupon needs a customer"
        if row.customer_uses >= row.max_uses_per_customer:
            return "this customer has used the coupon up"
    return ""


def _promotion(row: AnyRow, coupons: tuple[Coupon, ...]) -> Promotion:
    hour = None if row.rrule is None else HappyHour(row.rrule, row.dtstart, row.duration_minutes)
    target = _target(row.items, row.categories, not row.item_codes and not row.category_codes)
    everything = not row.get_item_codes and not row.get_category_codes
    return Promotion(
        id=row.id,
        version=row.version,
        code=row.code,
        name=row.name,
        kind=Kind(row.kind),
        percent_bp=row.percent_bp,
        amount_paise=row.amount_paise,
        buy_quantity=row.buy_quantity,
        get_quantity=row.get_quantity,
        target=target,
        get=target if everything else _target(row.get_items, row.get_categories, False),
        min_order_paise=row.min_order_paise,
        max_discount_paise=row.max_discount_paise,
        order_types=frozenset(row.order_types),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        happy_hour=hour,
        by_coupon=row.by_coupon,
        coupons=coupons,
        priority=row.priority,
        exclusive=row.exclusive,
        group=row.stacking_group,
    )


def _target(items: list[UUID], categories: list[UUID], everything: bool) -> Target:
    return Target(frozenset(items), frozenset(categories), everything)
