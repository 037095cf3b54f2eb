"""Tables of kitchen tickets, one station's part of one order each, and of their versions."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, SmallNumber
from api.outlets.models import OutletId


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[Key]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    outlet_id: Mapped[OutletId]
    station: Mapped[str]
    round: Mapped[SmallNumber]
    course: Mapped[SmallNumber | None]
    status: Mapped[str]
    version: Mapped[int]
    placed_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    changed_by: Mapped[str | None]
    done_lines: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class TicketEvent(Base):
    """A version a ticket has had; the database writes it with the ticket."""

    __tablename__ = "ticket_events"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[OutletId]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    station: Mapped[str]
    course: Mapped[SmallNumber | None]
    status: Mapped[str]
    actor: Mapped[str | None]
    occurred_at: Mapped[datetime]
    unseen: Mapped[SmallNumber]
