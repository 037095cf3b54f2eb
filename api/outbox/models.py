"""Tables of messages between the rooms: outbox, inbox, dead letters."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, TextKey
from api.outlets.models import OutletId


class Outbox(Base):
    __tablename__ = "outbox"

    id: Mapped[BigNumber] = mapped_column(Identity(always=True), primary_key=True)
    event_id: Mapped[uuid.UUID]
    outlet_id: Mapped[OutletId]
    topic: Mapped[str]
    aggregate_id: Mapped[str]
    sequence: Mapped[BigNumber]
    message_key: Mapped[str]
    envelope: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    kafka_partition: Mapped[int | None]
    kafka_offset: Mapped[int | None] = mapped_column(BigInteger)


class Inbox(Base):
    __tablename__ = "inbox"

    consumer: Mapped[TextKey]
    event_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    topic: Mapped[str]
    processed_at: Mapped[datetime]


class DeadLetter(Base):
    __tablename__ = "dead_letters"

    id: Mapped[BigNumber] = mapped_column(Identity(always=True), primary_key=True)
    consumer: Mapped[str]
    topic: Mapped[str]
    partition: Mapped[int]
    kafka_offset: Mapped[BigNumber]
    key: Mapped[bytes | None]
    payload: Mapped[bytes | None]
    headers: Mapped[dict[str, Any]]
    error: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    replayed_at: Mapped[datetime | None]
