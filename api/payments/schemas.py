"""What the routes of payments take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["546.00"])]
Day = date
"""The type under a name that a field called `date` does not hide."""
GatewayId = Annotated[str, Meta(min_length=1, max_length=64)]
Status = Literal[
    "PENDING", "PROCESSING", "COMPLETED", "FAILED", "UNKNOWN", "PARTIALLY_REFUNDED", "REFUNDED"
]


class Payment(msgspec.Struct, kw_only=True):
    """A payment. `payment_method` is null for imported payments whose method nobody wrote down."""

    id: UUID
    order_id: UUID
    outlet_id: str
    business_date: date
    amount: str
    currency: str
    payment_method: str | None
    status: str
    razorpay_order_id: str | None
    razorpay_payment_id: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    tendered: str | None
    change: str | None
    refunded: str
    failure_reason: str
    version: int
    created_at: datetime
    completed_at: datetime | None


class Checkout(Payment, kw_only=True):
    """A payment begun at Razorpay, with what a checkout needs.

    `checkout_url` is a page the guest can pay on; null at the real gateway, whose checkout script takes
    `key_id` and `razorpay_order_id` instead.
    """

    key_id: str
    amount_paise: int
    checkout_url: str | None


class RazorpayOrderRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which order to pay; `amount` defaults to what is due."""

    order_id: UUID
    amount: Rupees | None = None


class VerifyRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The three values that the checkout hands over after a payment."""

    razorpay_order_id: Annotated[GatewayId, Meta(examples=["order_9A33XWu170gUtm"])]
    razorpay_payment_id: Annotated[GatewayId, Meta(examples=["pay_29QQoUBi66xm2f"])]
    razorpay_signature: Annotated[str, Meta(max_length=256)]


class CashRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Cash taken at the table; `amount` defaults to what is due, `tendered` is what the guest gave."""

    order_id: UUID
    amount: Rupees | None = None
    tendered: Annotated[Rupees, Meta(examples=["600.00"])] | None = None


class PaymentQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which payments to list."""

    order_id: UUID | None = None
    payment_method: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]{1,31}$")] | None = None
    status: Status | None = None
    business_date: date | None = None


class RefundRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How much to give back and why; `amount` defaults to what is left of the payment."""

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["dish was cold"])]
    amount: Annotated[Rupees, Meta(examples=["100.00"])] | None = None


class Refund(msgspec.Struct, kw_only=True):
    """Money given back."""

    id: UUID
    payment_id: UUID
    order_id: UUID
    outlet_id: str
    business_date: date
    amount: str
    status: str
    reason: str
    razorpay_refund_id: str | None
    requested_by: str
    created_at: datetime
    processed_at: datetime | None


class Refunds(msgspec.Struct):
    """All refunds of a payment, oldest first."""

    data: list[Refund]


class DailyQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One business day, or a range of them; today when nothing is given."""

    date: Day | None = None
    from_: Annotated[Day | None, Meta(description="First day")] = msgspec.field(
        name="from", default=None
    )
    to: Day | None = None


class DailyMethod(msgspec.Struct, kw_only=True):
    """One payment method on one business day.

    `count` and `gross` are of payments that completed, by the day they were begun, also if refunded later;
    `refunds` are those given on this day; `net` is gross less refunds. `failure_rate` is failed of all that
    ended, `share` is of the day's gross; both are decimals from 0 to 1 with four places.
    """

    business_date: date
    payment_method: str
    count: int
    failed_count: int
    gross: str
    refunds: str
    net: str
    average: str
    failure_rate: str
    share: str


class DailyStatistics(msgspec.Struct):
    """Payments by day and method."""

    outlet_id: str
    data: list[DailyMethod]


class Health(msgspec.Struct):
    """Whether payments can be taken; `degraded` when database or gateway does not answer.

    Cash needs only the database.
    """

    status: str
    database: str
    gateway: str


class WebhookTaken(msgspec.Struct):
    """The webhook is stored."""

    status: str
