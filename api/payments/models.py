"""Tables of payments, their history, refunds and the gateway's webhooks."""

import uuid
from datetime import date, datetime

from sqlalchemy import Computed, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Currency, Key, Paise, TextKey, WrittenBy
from api.outlets.models import OutletId


class Payment(Base):
    """`amount_paise` is the money that moved: applied to the order + tip + rounding + surplus."""

    __tablename__ = "payments"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    business_date: Mapped[date]
    amount_paise: Mapped[Paise]
    currency: Mapped[Currency]
    payment_method: Mapped[str | None]
    status: Mapped[str]
    razorpay_order_id: Mapped[str | None]
    razorpay_payment_id: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    tendered_paise: Mapped[Paise | None]
    change_paise: Mapped[Paise | None]
    refund_pending_paise: Mapped[Paise]
    refunded_paise: Mapped[Paise]
    tip_paise: Mapped[Paise]
    rounding_paise: Mapped[Paise]
    surplus_paise: Mapped[Paise]
    applied_paise: Mapped[Paise] = mapped_column(
        Computed("amount_paise - tip_paise - rounding_paise - surplus_paise")
    )
    part_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("order_parts.id"))
    shift_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("drawer_shifts.id"))
    duplicate_of: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("payments.id"))
    razorpay_qr_id: Mapped[str | None]
    qr_image_url: Mapped[str | None]
    upi_intent: Mapped[str | None]
    gateway_method: Mapped[str | None]
    fee_paise: Mapped[Paise | None]
    fee_tax_paise: Mapped[Paise | None]
    next_check_at: Mapped[datetime | None]
    failure_reason: Mapped[str]
    source: Mapped[str]
    version: Mapped[int]
    seq: Mapped[BigNumber]
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class PaymentStatusEvent(Base):
    """History of a payment; `seq` is the payment's version after the step."""

    __tablename__ = "payment_status_events"

    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    seq: Mapped[BigNumber] = mapped_column(primary_key=True)
    outlet_id: Mapped[OutletId]
    previous_status: Mapped[str | None]
    status: Mapped[str]
    actor: Mapped[str]
    occurred_at: Mapped[datetime]


class Refund(Base):
    __tablename__ = "refunds"

    id: Mapped[Key]
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payments.id"))
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    business_date: Mapped[date]
    amount_paise: Mapped[Paise]
    status: Mapped[str]
    reason: Mapped[str]
    razorpay_refund_id: Mapped[str | None]
    requested_by: Mapped[str]
    tip_paise: Mapped[Paise]
    rounding_paise: Mapped[Paise]
    surplus_paise: Mapped[Paise]
    sale_paise: Mapped[Paise] = mapped_column(
        Computed("amount_paise - tip_paise - rounding_paise - surplus_paise")
    )
    shift_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("drawer_shifts.id"))
    next_check_at: Mapped[datetime | None]
    attempts: Mapped[int]
    last_error: Mapped[str]
    source: Mapped[str]
    created_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class GatewayWebhook(Base):
    """A webhook as it came; `outcome` says what became of it."""

    __tablename__ = "gateway_webhooks"

    event_id: Mapped[TextKey]
    body_sha256: Mapped[bytes]
    event_type: Mapped[str]
    body: Mapped[bytes]
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    outcome: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime | None]
    error: Mapped[str]
