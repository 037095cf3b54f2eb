"""Tables of purchase orders."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, Quantity, SmallNumber, TextKey, WrittenBy
from api.outlets.models import OutletId


class PurchasingSettings(Base):
    """How an outlet buys; an outlet without a row has the defaults."""

    __tablename__ = "purchasing_settings"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    approval_limit_paise: Mapped[Paise]
    over_receipt_bp: Mapped[int]
    tax_is_cost: Mapped[bool]
    version: Mapped[int]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime]


class PurchaseCounter(Base):
    """The last number of a series of an outlet's papers in a financial year."""

    __tablename__ = "purchase_counters"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    series: Mapped[TextKey]
    financial_year: Mapped[TextKey]
    last_number: Mapped[int]


class PurchaseOrder(Base):
    """An order to a supplier; `ended_*` is its closing or cancelling."""

    __tablename__ = "purchase_orders"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    supplier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("suppliers.id"))
    number: Mapped[str]
    status: Mapped[str]
    note: Mapped[str]
    expected_on: Mapped[date]
    net_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_with: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent_via: Mapped[str]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str]
    version: Mapped[int]
    xid: Mapped[WrittenBy]


class PurchaseOrderLine(Base):
    """So many packs of what a supplier sells, as it was when it was ordered, and what became of them."""

    __tablename__ = "purchase_order_lines"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("purchase_orders.id"))
    position: Mapped[SmallNumber]
    supplier_item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("supplier_items.id"))
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    code: Mapped[str]
    name: Mapped[str]
    pack_size: Mapped[Quantity]
    price_paise: Mapped[Paise]
    tax_rate_bp: Mapped[int]
    packs: Mapped[Quantity]
    net_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    expected_on: Mapped[date]
    source: Mapped[str]
    why: Mapped[str]
    received_packs: Mapped[Quantity]
    most_packs: Mapped[Quantity]
    short_packs: Mapped[Quantity]
