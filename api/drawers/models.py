"""Tables of cash drawers."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, WrittenBy
from api.outlets.models import OutletId


class DrawerShift(Base):
    """One drawer from its float to its count; `z_number` counts the shifts of a drawer without a gap."""

    __tablename__ = "drawer_shifts"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    drawer: Mapped[str]
    z_number: Mapped[int]
    business_date: Mapped[date]
    float_paise: Mapped[Paise]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    counted_paise: Mapped[Paise | None]
    expected_paise: Mapped[Paise | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    last_movement: Mapped[int]
    version: Mapped[int]
    xid: Mapped[WrittenBy]


class DrawerMovement(Base):
    """Cash into (positive) or out of a drawer; a closed shift's movements add up to zero."""

    __tablename__ = "drawer_movements"

    id: Mapped[Key]
    shift_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drawer_shifts.id"))
    outlet_id: Mapped[OutletId]
    seq: Mapped[int]
    kind: Mapped[str]
    amount_paise: Mapped[Paise]
    payment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("payments.id"))
    refund_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("refunds.id"))
    reason: Mapped[str]
    actor: Mapped[str]
    occurred_at: Mapped[datetime]
    xid: Mapped[WrittenBy]
