"""Tables of alerts: rules, what they found, who is told, and what was sent."""

import uuid
from datetime import datetime, time
from typing import Any

from sqlalchemy import ARRAY, ForeignKey, Text, Time
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Key, TextKey
from api.outlets.models import OutletId


class AlertRule(Base):
    """How an outlet wants a kind of alert, where it differs from the default."""

    __tablename__ = "alert_rules"

    outlet_id: Mapped[str] = mapped_column(ForeignKey("outlets.id"), primary_key=True)
    kind: Mapped[TextKey]
    is_active: Mapped[bool]
    severity: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    escalate_after_minutes: Mapped[int | None]
    version: Mapped[int]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime]


class Alert(Base):
    """Something that is wrong with one subject; at most one is open for each."""

    __tablename__ = "alerts"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    kind: Mapped[str]
    subject: Mapped[str]
    severity: Mapped[str]
    title: Mapped[str]
    details: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str]
    escalated_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    seq: Mapped[BigNumber]


class AlertSubscription(Base):
    """Where a member of staff is told outside the product, and of what."""

    __tablename__ = "alert_subscriptions"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    channel: Mapped[str]
    target: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    least_severity: Mapped[str]
    escalated_only: Mapped[bool]
    quiet_from: Mapped[time | None] = mapped_column(Time)
    quiet_to: Mapped[time | None] = mapped_column(Time)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AlertDelivery(Base):
    """One message of an alert to one subscription, until it is sent or given up."""

    __tablename__ = "alert_deliveries"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    alert_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("alerts.id"))
    subscription_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert_subscriptions.id"))
    state: Mapped[str]
    message: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str]
