"""Tables of split bills."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, SmallNumber
from api.outlets.models import OutletId


class OrderPart(Base):
    """One part of a bill; a part that was split anew is voided, never deleted."""

    __tablename__ = "order_parts"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    part_no: Mapped[SmallNumber]
    label: Mapped[str]
    basis: Mapped[str]
    amount_paise: Mapped[Paise]
    settled_paise: Mapped[Paise]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]


class OrderPartLine(Base):
    """How many portions of a line are in a part: numerator / denominator, a fraction in lowest terms."""

    __tablename__ = "order_part_lines"

    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("order_parts.id"), primary_key=True)
    line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("order_lines.id"), primary_key=True)
    numerator: Mapped[int]
    denominator: Mapped[int]
    amount_paise: Mapped[Paise]
