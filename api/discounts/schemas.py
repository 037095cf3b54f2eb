"""What the routes of discounts take and give. Money and per cents are decimal strings."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

PromotionKind = Literal["PERCENT", "AMOUNT", "ITEM_PRICE", "BUY_X_GET_Y"]
OrderType = Literal["DINE_IN", "TAKEAWAY", "DELIVERY"]
Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$")]
Percent = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", examples=["12.50"])]
PromotionCode = Annotated[
    str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["monsoon-tuesdays"])
]
CouponCode = Annotated[
    str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9-]{2,31}$", examples=["WELCOME-50"])
]
Name = Annotated[str, Meta(min_length=1, max_length=80, examples=["Monsoon Tuesdays"])]
MenuCode = Annotated[str, Meta(min_length=1, max_length=64)]
MenuCodes = Annotated[list[MenuCode], Meta(max_length=100)]
Portions = Annotated[int, Meta(ge=1, le=100)]
Uses = Annotated[int, Meta(ge=1, le=10_000_000)]
Customer = Annotated[str, Meta(max_length=64, pattern=r"^(\S(.*\S)?)?$")]
"""Any reference the house has for a guest; empty without one."""


class Dishes(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Dishes by code: single ones and whole categories. With neither, every dish."""

    item_codes: MenuCodes = []
    category_codes: MenuCodes = []


class HappyHour(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A recurrence by RFC 5545 in the outlet's own time; `start` is DTSTART and its first occurrence."""

    rrule: Annotated[
        str, Meta(min_length=1, max_length=300, examples=["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"])
    ]
    start: Annotated[
        str,
        Meta(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00)?$"),
        Meta(examples=["2026-04-01T17:00"]),
    ]
    minutes: Annotated[int, Meta(ge=1, le=1440, examples=[120])]


class PromotionTerms(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Terms of a promotion; give what fits its `kind`.

    PERCENT: `percent`. AMOUNT: `amount`, off all of it together. ITEM_PRICE: `item_price` of a portion.
    BUY_X_GET_Y: for every `buy_quantity` of `applies_to`, `get_quantity` of `get` (the same dishes, if left
    out) at `percent` off (100, if left out), the cheapest first.
    """

    name: Name
    kind: Annotated[PromotionKind, Meta(examples=["PERCENT"])]
    percent: Percent | None = None
    amount: Rupees | None = None
    item_price: Rupees | None = None
    buy_quantity: Portions | None = None
    get_quantity: Portions | None = None
    applies_to: Dishes = msgspec.field(default_factory=Dishes)
    get: Dishes | None = None
    min_order: Rupees = "0.00"
    max_discount: Rupees | None = None
    order_types: Annotated[list[OrderType], Meta(min_length=1, max_length=3)] = msgspec.field(
        default_factory=lambda: ["DINE_IN", "TAKEAWAY", "DELIVERY"]
    )
    valid_from: date | None = None
    valid_until: date | None = None
    happy_hour: HappyHour | None = None
    by_coupon: bool = False
    priority: Annotated[int, Meta(ge=0, le=1000)] = 0
    exclusive: bool = False
    group: Annotated[str, Meta(max_length=40)] = ""
    active: bool = True


class PromotionRequest(PromotionTerms, forbid_unknown_fields=True, kw_only=True):
    """A new promotion; one for `all_outlets` is made and changed by an administrator."""

    code: PromotionCode
    all_outlets: bool = False


class Promotion(msgspec.Struct, kw_only=True):
    """One version of a promotion. `happy_hour.start` is in the outlet's own time."""

    id: UUID
    version: int
    code: str
    all_outlets: bool
    name: str
    kind: str
    percent: str | None
    amount: str | None
    item_price: str | None
    buy_quantity: int | None
    get_quantity: int | None
    applies_to: Dishes
    get: Dishes | None
    min_order: str
    max_discount: str | None
    order_types: list[str]
    valid_from: date | None
    valid_until: date | None
    happy_hour: HappyHour | None
    by_coupon: bool
    priority: int
    exclusive: bool
    group: str
    active: bool
    created_by: str
    created_by_name: str | None
    created_at: datetime


class Versions(msgspec.Struct):
    """Every version of a promotion, newest first."""

    data: list[Promotion]


class PromotionQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which promotions to list."""

    code: PromotionCode | None = None
    kind: PromotionKind | None = None
    active: bool | None = None
    by_coupon: bool | None = None


class CouponTerms(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How often a coupon may be used; null is no limit. A day is a business day of one outlet."""

    max_uses: Uses | None = None
    max_uses_per_customer: Uses | None = None
    max_uses_per_day: Uses | None = None
    active: bool = True


class CouponRequest(CouponTerms, forbid_unknown_fields=True, kw_only=True):
    """A new coupon of a promotion that is `by_coupon`."""

    promotion_id: UUID
    code: CouponCode


class Coupon(msgspec.Struct, kw_only=True):
    """A coupon; `uses` are the orders that have it now."""

    id: UUID
    promotion_id: UUID
    code: str
    all_outlets: bool
    max_uses: int | None
    max_uses_per_customer: int | None
    max_uses_per_day: int | None
    uses: int
    active: bool
    version: int
    created_at: datetime


class CouponQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which coupons to list."""

    promotion_id: UUID | None = None
    code: CouponCode | None = None
    active: bool | None = None


class PreviewLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Portions of a dish, by id or by code."""

    quantity: Annotated[int, Meta(ge=1, le=1000, examples=[3])]
    item_id: UUID | None = None
    item_code: Annotated[MenuCode, Meta(examples=["lassi"])] | None = None


class PreviewRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An order as it might be."""

    order_type: Annotated[OrderType, Meta(examples=["DINE_IN"])]
    lines: Annotated[list[PreviewLine], Meta(min_length=1, max_length=100)]
    coupon_codes: Annotated[list[CouponCode], Meta(max_length=5)] = []
    customer: Customer = ""


class DiscountedLine(msgspec.Struct, kw_only=True):
    """A dish before tax, and what is taken off it."""

    item_id: UUID
    item_code: str
    item_name: str
    quantity: int
    unit_price: str
    total: str
    discount: str


class AppliedPromotion(msgspec.Struct, kw_only=True):
    """A promotion that is applied, and what it gives in words."""

    promotion_id: UUID
    version: int
    code: str
    name: str
    coupon_code: str
    amount: str
    explanation: str


class RefusedPromotion(msgspec.Struct, kw_only=True):
    """A promotion that is not applied and why; `promotion_id` is null for a coupon that opens none."""

    promotion_id: UUID | None
    code: str
    name: str
    coupon_code: str
    reason: str


class Preview(msgspec.Struct, kw_only=True):
    """What discounts would do now, before tax. Nothing is kept and no coupon is used."""

    subtotal: str
    discount: str
    after_discount: str
    lines: list[DiscountedLine]
    applied: list[AppliedPromotion]
    not_applied: list[RefusedPromotion]
