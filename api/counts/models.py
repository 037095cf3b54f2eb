"""Tables of stock counts: the count, what it is about, and every number anybody wrote down."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Quantity, SmallNumber
from api.outlets.models import OutletId


class StockCount(Base):
    """A count from its opening to the document that corrects the ledger."""

    __tablename__ = "stock_counts"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    name: Mapped[str]
    blind: Mapped[bool]
    status: Mapped[str]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stock_documents.id"))


class StockCountLine(Base):
    """An ingredient to be counted; what was counted and expected is fixed on approval."""

    __tablename__ = "stock_count_lines"

    count_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stock_counts.id"), primary_key=True)
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    round: Mapped[SmallNumber]
    running: Mapped[bool]
    counted: Mapped[Quantity | None]
    counted_at: Mapped[datetime | None]
    expected: Mapped[Quantity | None]


class StockCountEntry(Base):
    """What somebody counted in a place; append-only, the last of a place stands."""

    __tablename__ = "stock_count_entries"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    count_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stock_counts.id"))
    ingredient_id: Mapped[uuid.UUID]
    round: Mapped[SmallNumber]
    place: Mapped[str]
    quantity: Mapped[Quantity]
    counted_by: Mapped[str]
    counted_at: Mapped[datetime]
