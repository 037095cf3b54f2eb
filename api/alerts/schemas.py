"""What the routes of alerts take and give."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Severity = Literal["INFO", "WARNING", "CRITICAL"]
KindName = Annotated[str, Meta(max_length=40, pattern="^[a-z_]+$", examples=["tickets_slow"])]
ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:30"])]


class AlertQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which alerts to list, newest first."""

    open: bool | None = None
    kind: KindName | None = None
    severity: Severity | None = None


class Alert(msgspec.Struct, kw_only=True):
    """Something that is or was wrong with `subject`, told once; it is resolved when it is right again."""

    id: UUID
    kind: str
    subject: str
    severity: str
    title: str
    details: dict[str, Any]
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    escalated_at: datetime | None
    resolved_at: datetime | None


class AcknowledgeAlert(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


class Rule(msgspec.Struct, kw_only=True):
    """How an outlet wants a kind of alert; version 0 is the default."""

    kind: str
    about: str
    is_active: bool
    severity: str
    parameters: dict[str, int]
    escalate_after_minutes: int | None
    version: int
    updated_by: str
    updated_at: datetime | None


class RuleList(msgspec.Struct):
    """A rule for each kind there is."""

    data: list[Rule]


class RuleRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A rule from now on; parameters left out have their default. No `escalate_after_minutes` is never."""

    severity: Severity
    is_active: bool = True
    parameters: dict[
        Annotated[str, Meta(max_length=40)], Annotated[int, Meta(ge=1, le=100_000)]
    ] = {}
    escalate_after_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None


class SubscriptionRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Where to tell you: an e-mail address, or an address for signed webhooks.

    No `kinds` is every kind. With `escalated_only` you hear what nobody answered in time. Quiet hours are in
    the outlet's own time; what is critical or escalated breaks them.
    """

    channel: Literal["EMAIL", "WEBHOOK"]
    target: Annotated[str, Meta(min_length=3, max_length=500, examples=["owner@example.com"])]
    kinds: Annotated[list[KindName], Meta(max_length=20)] = []
    least_severity: Severity = "WARNING"
    escalated_only: bool = False
    quiet_from: ClockTime | None = None
    quiet_to: ClockTime | None = None


class Subscription(msgspec.Struct, kw_only=True):
    """Where and of what you are told. `signing_secret` checks webhooks of this subscription."""

    id: UUID
    channel: str
    target: str
    kinds: list[str]
    least_severity: str
    escalated_only: bool
    quiet_from: str | None
    quiet_to: str | None
    signing_secret: str | None
    created_at: datetime


class SubscriptionList(msgspec.Struct):
    """Your own subscriptions."""

    data: list[Subscription]


class EndSubscription(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


class TrySubscription(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


class DeliveryQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which messages to list, newest first."""

    alert_id: UUID | None = None
    failed: bool | None = None


class Delivery(msgspec.Struct, kw_only=True):
    """A message to one subscription: waiting (`due_at`), sent, or given up with the last error."""

    id: UUID
    alert_id: UUID | None
    subscription_id: UUID
    channel: str
    state: str
    created_at: datetime
    due_at: datetime | None
    attempts: int
    sent_at: datetime | None
    failed_at: datetime | None
    last_error: str
