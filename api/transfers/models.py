"""Tables of transfers."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Quantity, WrittenBy
from api.outlets.models import OutletId


class Transfer(Base):
    """Stock from one outlet to another; both see it, each does its own part."""

    __tablename__ = "transfers"

    id: Mapped[Key]
    from_outlet: Mapped[OutletId]
    to_outlet: Mapped[OutletId]
    number: Mapped[str]
    status: Mapped[str]
    note: Mapped[str]
    requested_outlet: Mapped[OutletId]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    dispatched_by: Mapped[str | None]
    dispatched_at: Mapped[datetime | None]
    out_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stock_documents.id"))
    received_by: Mapped[str | None]
    received_at: Mapped[datetime | None]
    in_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stock_documents.id"))
    ended_by: Mapped[str | None]
    end_reason: Mapped[str]
    version: Mapped[int]
    xid: Mapped[WrittenBy]


class TransferLine(Base):
    """An ingredient by the code both outlets know it by; base units."""

    __tablename__ = "transfer_lines"

    transfer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    ingredient_code: Mapped[str]
    ingredient_name: Mapped[str]
    unit: Mapped[str]
    requested: Mapped[Quantity]
    dispatched: Mapped[Quantity | None]
    received: Mapped[Quantity | None]
    damaged: Mapped[Quantity | None]
    from_ingredient_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ingredients.id"))
    to_ingredient_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ingredients.id"))
    out_value_paise: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    in_value_paise: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
