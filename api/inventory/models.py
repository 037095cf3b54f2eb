"""Tables of stock: documents people record, movements and levels the inventory stream writes."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, Identity, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Key, Quantity, TextKey, WrittenBy
from api.outlets.models import OutletId

Worth = Annotated[Decimal, mapped_column(Numeric(18, 4))]
UnitCost = Annotated[Decimal, mapped_column(Numeric(14, 4))]


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
    reason_code: Mapped[str | None]


class WasteReason(Base):
    """A word of the house for why something is thrown away."""

    __tablename__ = "waste_reasons"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    code: Mapped[TextKey]
    name: Mapped[str]
    active: Mapped[bool]


class StockDocumentLine(Base):
    __tablename__ = "stock_document_lines"

    document_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("stock_documents.id"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    quantity: Mapped[Quantity]
    unit_cost_paise: Mapped[UnitCost | None]
    lot_code: Mapped[str]
    expires_on: Mapped[date | None]
    value_paise: Mapped[Worth | None]


class StockProduction(Base):
    """A batch that was made to keep: what should have come of it, and what did."""

    __tablename__ = "stock_productions"

    document_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("stock_documents.id"), primary_key=True
    )
    outlet_id: Mapped[OutletId]
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    made: Mapped[Quantity]
    expected: Mapped[Quantity | None]
    made_at: Mapped[datetime]


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
    value_paise: Mapped[Worth]
    short: Mapped[Quantity]
    revalued_paise: Mapped[Worth]
    cost_estimated: Mapped[bool]


class StockLevel(Base):
    __tablename__ = "stock_levels"

    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    on_hand: Mapped[Quantity]
    is_low: Mapped[bool]
    seq: Mapped[BigNumber]
    updated_at: Mapped[datetime]
    value_paise: Mapped[Worth]
    average_cost_paise: Mapped[UnitCost | None]
    last_cost_paise: Mapped[UnitCost | None]


class StockRunOut(Base):
    """What was last predicted of an ingredient, and whether somebody is warned of it."""

    __tablename__ = "stock_run_outs"

    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    predicted_at: Mapped[datetime]
    business_date: Mapped[date]
    closes_at: Mapped[datetime]
    earliest: Mapped[datetime | None]
    expected: Mapped[datetime | None]
    latest: Mapped[datetime | None]
    chance: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    is_warned: Mapped[bool]
    warned_on: Mapped[date | None]


class StockLot(Base):
    """What came in at once and expires together; `remaining` of it is there."""

    __tablename__ = "stock_lots"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    code: Mapped[str]
    expires_on: Mapped[date | None]
    received_at: Mapped[datetime]
    unit_cost_paise: Mapped[UnitCost]
    received: Mapped[Quantity]
    remaining: Mapped[Quantity]


class StockLotMovement(Base):
    """Which lots a movement put into or took from."""

    __tablename__ = "stock_lot_movements"

    event_id: Mapped[Key]
    ingredient_id: Mapped[uuid.UUID]
    lot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stock_lots.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    quantity: Mapped[Quantity]
    expired: Mapped[bool]


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
