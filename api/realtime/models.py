"""Tables of audiences, their notifications, and the screens that acknowledged them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Key, TextKey
from api.outlets.models import OutletId


class Audience(Base):
    __tablename__ = "audiences"

    name: Mapped[TextKey]
    last_seq: Mapped[BigNumber]


class Notification(Base):
    __tablename__ = "notifications"

    audience: Mapped[str] = mapped_column(ForeignKey("audiences.name"), primary_key=True)
    seq: Mapped[BigNumber] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID]
    outlet_id: Mapped[OutletId]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[dict[str, Any]]
    source_event: Mapped[uuid.UUID]
    created_at: Mapped[datetime]


class Screen(Base):
    __tablename__ = "screens"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    audience: Mapped[str]
    acked_seq: Mapped[BigNumber]
    seen_at: Mapped[datetime]


class Showing(Base):
    """A screen has shown this version of a ticket."""

    __tablename__ = "showings"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    screen_id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    audience: Mapped[str]
    shown_by: Mapped[str]
    shown_at: Mapped[datetime]


class ReadMark(Base):
    """A member of staff has read what their audience was told up to a number."""

    __tablename__ = "read_marks"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    audience: Mapped[TextKey]
    outlet_id: Mapped[OutletId]
    read_seq: Mapped[BigNumber]
    read_at: Mapped[datetime]
