"""Tables of suppliers."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ARRAY, ForeignKey, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, Quantity, SmallNumber
from api.outlets.models import OutletId


class Supplier(Base):
    """Somebody an outlet buys of; one that is retired is ordered from no more."""

    __tablename__ = "suppliers"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    code: Mapped[str]
    name: Mapped[str]
    gstin: Mapped[str]
    contact_name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    payment_terms_days: Mapped[SmallNumber]
    lead_time_days: Mapped[SmallNumber]
    delivery_weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    cutoff: Mapped[str]
    minimum_order_paise: Mapped[Paise]
    review_days: Mapped[SmallNumber]
    lead_spread_days: Mapped[Decimal] = mapped_column(Numeric(3, 1))
    retired_at: Mapped[datetime | None]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class SupplierItem(Base):
    """A pack of an ingredient as a supplier sells it."""

    __tablename__ = "supplier_items"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    supplier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("suppliers.id"))
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    code: Mapped[str]
    name: Mapped[str]
    pack_size: Mapped[Quantity]
    tax_rate_bp: Mapped[int]
    minimum_packs: Mapped[Quantity]
    packs_multiple: Mapped[Quantity]
    preferred: Mapped[bool]
    retired_at: Mapped[datetime | None]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class SupplierPrice(Base):
    """What a pack costs from a day on, without tax; never changed."""

    __tablename__ = "supplier_prices"

    id: Mapped[Key]
    supplier_item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("supplier_items.id"))
    price_paise: Mapped[Paise]
    valid_from: Mapped[date]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
