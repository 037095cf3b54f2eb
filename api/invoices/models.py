"""Tables of invoices, credit notes and their numbers."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, TextKey, WrittenBy
from api.outlets.models import OutletId


class InvoiceSettings(Base):
    """What an outlet is to the tax office; its GSTIN is in `outlets`."""

    __tablename__ = "invoice_settings"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    legal_name: Mapped[str]
    address: Mapped[str]
    state_code: Mapped[str]
    fssai_number: Mapped[str | None]
    scheme: Mapped[str]
    series: Mapped[str]
    credit_note_series: Mapped[str]
    hsn_code: Mapped[str]
    footer: Mapped[str]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime]


class InvoiceCounter(Base):
    """The last number of a series in a financial year; a series counts documents of one kind."""

    __tablename__ = "invoice_counters"

    issuer: Mapped[TextKey]
    series: Mapped[TextKey]
    financial_year: Mapped[TextKey]
    kind: Mapped[str]
    last_serial: Mapped[int]
    last_issued_at: Mapped[datetime]


class Invoice(Base):
    """An invoice with all it says about seller, buyer and sums; append-only."""

    __tablename__ = "invoices"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str]
    issuer: Mapped[str]
    series: Mapped[str]
    financial_year: Mapped[str]
    serial: Mapped[int]
    number: Mapped[str]
    invoice_date: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    business_date: Mapped[date]
    order_number: Mapped[int]
    order_type: Mapped[str]
    table_label: Mapped[str]
    outlet_name: Mapped[str]
    seller_name: Mapped[str]
    seller_address: Mapped[str]
    seller_state: Mapped[str]
    seller_gstin: Mapped[str | None]
    seller_fssai: Mapped[str | None]
    footer: Mapped[str]
    buyer_name: Mapped[str]
    buyer_address: Mapped[str]
    buyer_gstin: Mapped[str | None]
    gross_paise: Mapped[Paise]
    discount_paise: Mapped[Paise]
    service_charge_paise: Mapped[Paise]
    tax_included_paise: Mapped[Paise]
    taxable_paise: Mapped[Paise]
    cgst_paise: Mapped[Paise]
    sgst_paise: Mapped[Paise]
    round_off_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    amount_in_words: Mapped[str]
    n_lines: Mapped[int]
    xid: Mapped[WrittenBy]


class InvoiceLine(Base):
    """A line of an invoice; append-only."""

    __tablename__ = "invoice_lines"

    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    item_name: Mapped[str]
    hsn_code: Mapped[str]
    quantity: Mapped[int]
    unit_price_paise: Mapped[Paise]
    discount_paise: Mapped[Paise]
    service_charge_paise: Mapped[Paise]
    tax_included_paise: Mapped[Paise]
    taxable_paise: Mapped[Paise]
    tax_rate_bp: Mapped[int]
    cgst_paise: Mapped[Paise]
    sgst_paise: Mapped[Paise]
    xid: Mapped[WrittenBy]


class CreditNote(Base):
    """What is given back of an invoice; append-only."""

    __tablename__ = "credit_notes"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invoices.id"))
    issuer: Mapped[str]
    series: Mapped[str]
    financial_year: Mapped[str]
    serial: Mapped[int]
    number: Mapped[str]
    note_date: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    reason: Mapped[str]
    taxable_paise: Mapped[Paise]
    cgst_paise: Mapped[Paise]
    sgst_paise: Mapped[Paise]
    round_off_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    amount_in_words: Mapped[str]
    n_lines: Mapped[int]
    xid: Mapped[WrittenBy]


class CreditNoteLine(Base):
    """What a credit note takes off a line of its invoice; append-only."""

    __tablename__ = "credit_note_lines"

    credit_note_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("credit_notes.id"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invoices.id"))
    quantity: Mapped[int]
    taxable_paise: Mapped[Paise]
    cgst_paise: Mapped[Paise]
    sgst_paise: Mapped[Paise]
    xid: Mapped[WrittenBy]
