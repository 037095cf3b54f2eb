"""Tables of staff, devices, sign-ins, guesses and approvals."""

import uuid
from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, TextKey, WrittenBy
from api.outlets.models import OutletId

StaffId = Annotated[uuid.UUID, mapped_column(ForeignKey("staff.id"))]


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    username: Mapped[str]
    display_name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    xid: Mapped[WrittenBy]
    pin_hash: Mapped[str | None]
    pin_key_id: Mapped[str | None]


class Device(Base):
    __tablename__ = "devices"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    name: Mapped[str]
    token_sha256: Mapped[bytes]
    enrolled_by: Mapped[str]
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Session(Base):
    """One sign-in; every token made for it names it and ends with it."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    kind: Mapped[str]
    subject: Mapped[str]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("devices.id"))
    address: Mapped[str]
    started_at: Mapped[datetime]
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    access_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class RefreshToken(Base):
    __tablename__ = "refresh_tokens"

    token_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sessions.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInTries(Base):
    """Times of guesses that count against a limit; see api.auth.limits."""

    __tablename__ = "sign_in_tries"

    scope: Mapped[TextKey]
    key: Mapped[TextKey]
    tries: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))


class Approval(Base):
    """A second person's consent to one act on one thing by one caller."""

    __tablename__ = "approvals"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    act: Mapped[str]
    subject: Mapped[str]
    token_sha256: Mapped[bytes]
    requested_by: Mapped[str]
    approved_by: Mapped[StaffId]
    approved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
