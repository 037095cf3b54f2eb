"""Tables of the gateway's settlements."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Currency, Key, Paise, TextKey, WrittenBy


class Settlement(Base):
    """One transfer of the gateway to the bank account."""

    __tablename__ = "settlements"

    id: Mapped[TextKey]
    status: Mapped[str]
    amount_paise: Mapped[Paise]
    fees_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    utr: Mapped[str]
    settled_at: Mapped[datetime]
    imported_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class SettlementLine(Base):
    """One payment or refund in a settlement, joined to ours where there is one."""

    __tablename__ = "settlement_lines"

    settlement_id: Mapped[str] = mapped_column(ForeignKey("settlements.id"), primary_key=True)
    entity_id: Mapped[TextKey]
    type: Mapped[str]
    outlet_id: Mapped[str | None] = mapped_column(ForeignKey("outlets.id"))
    order_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("orders.id"))
    payment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("payments.id"))
    refund_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("refunds.id"))
    razorpay_payment_id: Mapped[str | None]
    razorpay_order_id: Mapped[str | None]
    currency: Mapped[Currency]
    amount_paise: Mapped[Paise]
    credit_paise: Mapped[Paise]
    debit_paise: Mapped[Paise]
    fee_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    method: Mapped[str]
    utr: Mapped[str]
    entity_created_at: Mapped[datetime]
    settled_at: Mapped[datetime]
    business_date: Mapped[date]
    source: Mapped[str]
    imported_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class SettlementException(Base):
    """A difference between the gateway's settlement and our books, until somebody resolves it."""

    __tablename__ = "settlement_exceptions"

    id: Mapped[Key]
    kind: Mapped[str]
    subject: Mapped[str]
    settlement_id: Mapped[str | None] = mapped_column(ForeignKey("settlements.id"))
    outlet_id: Mapped[str | None] = mapped_column(ForeignKey("outlets.id"))
    payment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("payments.id"))
    refund_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("refunds.id"))
    expected: Mapped[str]
    found: Mapped[str]
    first_seen_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str]
    note: Mapped[str]
    xid: Mapped[WrittenBy]
