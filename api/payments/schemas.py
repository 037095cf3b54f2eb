"""What the routes of payments take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
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
    """A payment. `amount` is the money that moved: applied to the order + tip + rounding + surplus.

    `rounding` is what cash was rounded to the rupee by; `surplus` what the order could not take, which goes
    back by itself. `duplicate_of` is the payment whose code was paid a second time. `upi_intent` opens the
    guest's UPI app, `qr_image_url` shows the same as a code. `payment_method` is null for imported payments
    whose method nobody wrote down.
    """

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
    applied: str
    tip: str
    rounding: str
    surplus: str
    refunded: str
    part_id: UUID | None
    shift_id: UUID | None
    duplicate_of: UUID | None
    gateway_method: str | None
    razorpay_qr_id: str | None
    qr_image_url: str | None
    upi_intent: str | None
    failure_reason: str
    version: int
    created_at: datetime
    completed_at: datetime | None


class Checkout(Payment, kw_only=True):
    """A payment begun at Razorpay, with what a checkout needs.

    `checkout_url` is a page the guest can pay on; null at the real gateway, whose checkout script takes
    `key_id`, `razorpay_order_id` and `checkout_config` instead.
    """

    key_id: str
    amount_paise: int
    checkout_url: str | None
    checkout_config: dict[str, Any]


class OnlineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which order to pay, or which part of a split bill.

    `amount` goes towards the bill and defaults to what is due; `tip` comes on top.
    """

    order_id: UUID
    amount: Rupees | None = None
    tip: Annotated[Rupees, Meta(examples=["20.00"])] | None = None
    part_id: UUID | None = None


class CancelAttempt(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why the guest pays another way."""

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["pays in cash"])]


class VerifyRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The three values that the checkout hands over after a payment."""

    razorpay_order_id: Annotated[GatewayId, Meta(examples=["order_9A33XWu170gUtm"])]
    razorpay_payment_id: Annotated[GatewayId, Meta(examples=["pay_29QQoUBi66xm2f"])]
    razorpay_signature: Annotated[str, Meta(max_length=256)]


class CashRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Cash taken at the table.

    `amount` goes towards the bill and defaults to what is due, `tip` comes on top, and both together are
    rounded to the rupee; `tendered` is what the guest gave. `drawer` names the till; the only open one by
    default.
    """

    order_id: UUID
    amount: Rupees | None = None
    tip: Annotated[Rupees, Meta(examples=["20.00"])] | None = None
    part_id: UUID | None = None
    drawer: Annotated[str, Meta(max_length=32, examples=["main"])] | None = None
    tendered: Annotated[Rupees, Meta(examples=["600.00"])] | None = None


class PaymentQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which payments to list."""

    order_id: UUID | None = None
    payment_method: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]{1,31}$")] | None = None
    status: Status | None = None
    business_date: date | None = None


class RefundRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How much to give back and why; `amount` defaults to what is left of the payment.

    Cash goes back in whole rupees, out of `drawer` or the only open one. `approval` is a second person's
    consent (POST /api/approvals), where the outlet asks for one above a limit.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["dish was cold"])]
    amount: Annotated[Rupees, Meta(examples=["100.00"])] | None = None
    drawer: Annotated[str, Meta(max_length=32, examples=["main"])] | None = None
    approval: Annotated[str, Meta(max_length=200)] | None = None


class Refund(msgspec.Struct, kw_only=True):
    """Money given back, or on its way: PENDING until the gateway has processed it.

    `amount` is taken from what the order was paid (`sale`), the `tip`, the `rounding` and the `surplus`.
    """

    id: UUID
    payment_id: UUID
    order_id: UUID
    outlet_id: str
    business_date: date
    amount: str
    sale: str
    tip: str
    rounding: str
    surplus: str
    status: str
    reason: str
    last_error: str
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
    `tips` and `surplus` are part of gross. `refunds` are those given on this day, `net` is gross less
    refunds. `refunded_of_day` is what was given back of this day's payments, whenever: a late refund
    restates it. `failure_rate` is failed of all that ended, `share` is of the day's gross; both are decimals
    from 0 to 1 with four places.
    """

    business_date: date
    payment_method: str
    count: int
    failed_count: int
    gross: str
    tips: str
    surplus: str
    refunds: str
    refunded_of_day: str
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

    Cash needs only the database. `unknown` payments, `refunds_waiting` and `webhooks_waiting` are being
    worked on; `webhooks_dead` were given up and wait for a replay.
    """

    status: str
    database: str
    gateway: str
    unknown: int | None = None
    refunds_waiting: int | None = None
    webhooks_waiting: int | None = None
    webhooks_dead: int | None = None


class WebhookTaken(msgspec.Struct):
    """The webhook is stored."""

    status: str


class WebhookQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which webhooks to list."""

    outcome: (
        Literal["", "booked", "surplus", "adopted", "noted", "not ours", "mismatch", "dead"] | None
    ) = None


class StoredWebhook(msgspec.Struct, kw_only=True):
    """A webhook of the gateway and what became of it; `outcome` is empty until it is booked."""

    event_id: str
    event_type: str
    received_at: datetime
    processed_at: datetime | None
    outcome: str
    attempts: int
    error: str
