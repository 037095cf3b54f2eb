"""Tables of stock: documents people record, movements and levels the inventory stream writes."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Key, Quantity, WrittenBy
from api.outlets.models import OutletId


class StockDocument(Base):
    __tablename__ = "stock_documents"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    kind: Mapped[str]
    business_date: Mapped[date]
    reference: Mapped[str]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    seq: Mapped[BigNumber]
    order_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("orders.id"))
    order_version: Mapped[int | None]


class StockDocumentLine(Base):
    __tablename__ = "stock_document_lines"

    document_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("stock_documents.id"), primary_key=True
    )
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    quantity: Mapped[Quantity]
    unit_cost_paise: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))


class StockMovement(Base):
    __tablename__ = "stock_movements"

    event_id: Mapped[Key]
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    kind: Mapped[str]
    quantity: Mapped[Quantity]
    order_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("orders.id"))
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stock_documents.id"))
    business_date: Mapped[date]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class StockLevel(Base):
    __tablename__ = "stock_levels"

    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    on_hand: Mapped[Quantity]
    is_low: Mapped[bool]
    seq: Mapped[BigNumber]
    updated_at: Mapped[datetime]


class StockReserved(Base):
    """What is set aside of an ingredient: the sum of its reservations, kept by the database."""

    __tablename__ = "stock_reserved"

    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    reserved: Mapped[Quantity]


class StockReservation(Base):
    """What a fired line of an open order needs, or a document of an order that is not booked yet."""

    __tablename__ = "stock_reservations"

    holder_id: Mapped[Key]
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    quantity: Mapped[Quantity]
