"""Events about alerts."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chitrail.event import Event


class AlertChanged(Event, frozen=True, kw_only=True):
    """Something is wrong at an outlet: `state` is RAISED, ESCALATED, ACKNOWLEDGED or RESOLVED.

    One alert is open for each `kind` and `subject`; `severity` is INFO, WARNING or CRITICAL.
    """

    topic: ClassVar[str] = "alert.changed"
    alert_id: UUID
    outlet_id: str
    kind: str
    subject: str
    state: str
    severity: str
    title: str
    raised_at: datetime
    changed_at: datetime
