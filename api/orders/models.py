"""Tables of orders, their lines, their history and the daily numbers."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Currency, Key, Paise, SmallNumber, WrittenBy
from api.outlets.models import OutletId


class OrderCounter(Base):
    __tablename__ = "order_counters"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    business_date: Mapped[date] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    number: Mapped[int]
    business_date: Mapped[date]
    order_type: Mapped[str]
    table_label: Mapped[str]
    status: Mapped[str]
    currency: Mapped[Currency]
    subtotal_paise: Mapped[Paise]
    cgst_paise: Mapped[Paise]
    sgst_paise: Mapped[Paise]
    round_off_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    discount_paise: Mapped[Paise]
    service_charge_paise: Mapped[Paise]
    tax_included_paise: Mapped[Paise]
    prices_include_tax: Mapped[bool]
    service_charge_bp: Mapped[int]
    coupon_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    customer: Mapped[str]
    settled_paise: Mapped[Paise]
    refunded_paise: Mapped[Paise]
    note: Mapped[str]
    guests: Mapped[SmallNumber | None]
    promised_at: Mapped[datetime | None]
    rushed_at: Mapped[datetime | None]
    rushed_by: Mapped[str | None]
    cancel_reason: Mapped[str]
    source: Mapped[str]
    external_id: Mapped[str | None]
    version: Mapped[int]
    seq: Mapped[BigNumber]
    placed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    placed_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class OrderLine(Base):
    __tablename__ = "order_lines"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    line_no: Mapped[int]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("menu_items.id"))
    item_code: Mapped[str]
    item_name: Mapped[str]
    station: Mapped[str]
    quantity: Mapped[int]
    unit_price_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    discount_paise: Mapped[Paise]
    service_charge_paise: Mapped[Paise]
    tax_included_paise: Mapped[Paise]
    tax_rate_bp: Mapped[int]
    cgst_paise: Mapped[Paise]
    sgst_paise: Mapped[Paise]
    ordered_at: Mapped[datetime | None]
    recipe_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("recipes.id"))
    note: Mapped[str]
    seat: Mapped[SmallNumber | None]
    course: Mapped[SmallNumber | None]
    ticket_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tickets.id"))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str]
    void_reason: Mapped[str]
    modifiers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    combo_id: Mapped[uuid.UUID | None]
    combo_name: Mapped[str]
    returned_quantity: Mapped[int]
    ingredients: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    allergens: Mapped[list[str]] = mapped_column(ARRAY(Text))
    prep_seconds: Mapped[int]
    also: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    xid: Mapped[WrittenBy]


class ChangeRecord(Base):
    """History of what was changed on an order after it was placed, beside its status."""

    __tablename__ = "order_changes"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[OutletId]
    kind: Mapped[str]
    actor: Mapped[str]
    occurred_at: Mapped[datetime]
    details: Mapped[dict[str, Any]]


class OrderStatusEvent(Base):
    __tablename__ = "order_status_events"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    seq: Mapped[BigNumber] = mapped_column(primary_key=True)
    outlet_id: Mapped[OutletId]
    previous_status: Mapped[str | None]
    status: Mapped[str]
    actor: Mapped[str]
    occurred_at: Mapped[datetime]
