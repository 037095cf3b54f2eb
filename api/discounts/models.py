"""Tables of promotions, coupons and the discounts of orders."""

import uuid
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, SmallNumber, TextKey, WrittenBy
from api.outlets.models import OutletId

Codes = Annotated[list[str], mapped_column(ARRAY(Text))]
PromotionId = Annotated[uuid.UUID, mapped_column(ForeignKey("promotions.id"))]
EveryOutlet = Annotated[str | None, mapped_column(ForeignKey("outlets.id"))]
"""The outlet it belongs to; null is every one."""


class Promotion(Base):
    """A promotion; `version` is the one that is applied now."""

    __tablename__ = "promotions"

    id: Mapped[Key]
    outlet_id: Mapped[EveryOutlet]
    code: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class PromotionVersion(Base):
    """Terms of a promotion; see api.discounts.promotions for what they mean."""

    __tablename__ = "promotion_versions"

    promotion_id: Mapped[PromotionId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    percent_bp: Mapped[int]
    amount_paise: Mapped[Paise]
    buy_quantity: Mapped[int]
    get_quantity: Mapped[int]
    item_codes: Mapped[Codes]
    category_codes: Mapped[Codes]
    get_item_codes: Mapped[Codes]
    get_category_codes: Mapped[Codes]
    min_order_paise: Mapped[Paise]
    max_discount_paise: Mapped[Paise | None]
    order_types: Mapped[Codes]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    rrule: Mapped[str | None]
    dtstart: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    duration_minutes: Mapped[int | None]
    by_coupon: Mapped[bool]
    priority: Mapped[int]
    exclusive: Mapped[bool]
    stacking_group: Mapped[str]
    active: Mapped[bool]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class Coupon(Base):
    """A code that opens a promotion, and how often; null is no limit."""

    __tablename__ = "coupons"

    id: Mapped[Key]
    outlet_id: Mapped[EveryOutlet]
    promotion_id: Mapped[PromotionId]
    code: Mapped[str]
    max_uses: Mapped[int | None]
    max_uses_per_customer: Mapped[int | None]
    max_uses_per_day: Mapped[int | None]
    active: Mapped[bool]
    version: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class CouponCount(Base):
    """Uses of a coupon that hold: TOTAL, of a DAY ("outlet/date") or of a CUSTOMER."""

    __tablename__ = "coupon_counts"

    coupon_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("coupons.id"), primary_key=True)
    kind: Mapped[TextKey]
    counted: Mapped[TextKey]
    uses: Mapped[int]


class OrderDiscount(Base):
    """What a promotion took off an order; released when the order is cancelled or priced anew."""

    __tablename__ = "order_discounts"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    position: Mapped[SmallNumber]
    promotion_id: Mapped[PromotionId]
    version: Mapped[int]
    coupon_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("coupons.id"))
    coupon_code: Mapped[str]
    customer: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    explanation: Mapped[str]
    amount_paise: Mapped[Paise]
    business_date: Mapped[date]
    applied_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    xid: Mapped[WrittenBy]


class OrderDiscountLine(Base):
    """A line's share of a discount."""

    __tablename__ = "order_discount_lines"

    discount_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("order_discounts.id"), primary_key=True
    )
    line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("order_lines.id"), primary_key=True)
    amount_paise: Mapped[Paise]
    xid: Mapped[WrittenBy]


class StaffDiscount(Base):
    """What staff took off an order by hand; one that is not removed holds."""

    __tablename__ = "staff_discounts"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    percent_bp: Mapped[int | None]
    amount_paise: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]
    given_by: Mapped[str]
    approved_by: Mapped[str | None]
    given_at: Mapped[datetime]
    removed_by: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    xid: Mapped[WrittenBy]
