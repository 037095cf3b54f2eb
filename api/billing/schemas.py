"""What the routes of billing take and give. Money and per cents are decimal strings."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from api.discounts.schemas import CouponCode, OrderType

Percent = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", examples=["5.00"])]
Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["50.00"])]

DEFAULT_ORDER_TYPES: tuple[OrderType, ...] = ("DINE_IN",)


class BillingRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How bills are made from now on; open orders stay as they are. What is left out has its default."""

    prices_include_tax: bool = False
    service_charge_percent: Percent = "0"
    service_charge_order_types: Annotated[list[OrderType], Meta(max_length=3)] = msgspec.field(
        default_factory=lambda: [*DEFAULT_ORDER_TYPES]
    )
    staff_discount_limit_percent: Percent = "10"


class Billing(msgspec.Struct, kw_only=True):
    """How bills are made. `staff_discount_limit_percent` of an order staff may take off by themselves."""

    prices_include_tax: bool
    service_charge_percent: str
    service_charge_order_types: list[str]
    staff_discount_limit_percent: str
    version: int
    updated_at: datetime | None


class ShownCoupons(msgspec.Struct, forbid_unknown_fields=True):
    """The coupons a guest shows, in place of those shown before; none takes them off."""

    coupon_codes: Annotated[list[CouponCode], Meta(max_length=5)]


class ServiceCharge(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the guest pays the service charge; they may decline it."""

    charged: bool


class StaffDiscountRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A discount by hand: `percent` or `amount`, of what promotions leave; in place of one given before.

    `approval` is a second person's consent (POST /api/approvals, act `discount.over_limit`), which only
    management does without above the outlet's limit.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["waited 40 minutes"])]
    percent: Percent | None = None
    amount: Rupees | None = None
    approval: Annotated[str, Meta(max_length=200)] | None = None


class RemoveStaffDiscount(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""
