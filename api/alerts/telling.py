"""Telling of an alert: the event every screen hears, and a message to each who asked for one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from api.alerts import queries
from api.alerts.kinds import CRITICAL, SEVERITIES
from api.alerts.queries import DELIVERIES
from api.alerts.quiet import end_of_quiet
from api.models import AnyRow
from api.outbox.writer import append
from chitrail.clock import now
from chitrail.events import AlertChanged
from chitrail.ids import new_id
from chitrail.outbox import outbox_row

SOURCE = "chitrail/alerts"


def tell(connection: Connection, alert: AnyRow, state: str) -> None:
    """Say on every screen of the management that an alert is RAISED, ESCALATED, ACKNOWLEDGED or RESOLVED.

    All but an acknowledgement also goes to those who subscribed.
    """
    event = AlertChanged(
        alert_id=alert.id,
        outlet_id=alert.outlet_id,
        kind=alert.kind,
        subject=alert.subject,
        state=state,
        severity=alert.severity,
        title=alert.title,
        raised_at=alert.raised_at,
        changed_at=now(),
    )
    row = outbox_row(
        event,
        outlet_id=alert.outlet_id,
        aggregate_id=str(alert.id),
        sequence=alert.seq,
        source=SOURCE,
    )
    append(connection, [row])
    if state == "ACKNOWLEDGED":
        return
    at = now()
    told = queries.take_back_untold(connection, alert, at) if state == "RESOLVED" else None
    messages = [
        delivery(wish, alert.id, state, _message(alert, state), _due(wish, alert, state, at), at)
        for wish in queries.subscriptions(connection, alert.outlet_id)
        if (_wants(wish, alert, state) if told is None else wish.id in told)
    ]
    if messages:
        connection.execute(insert(DELIVERIES), messages)


def delivery(
    wish: AnyRow,
    alert_id: UUID | None,
    state: str,
    message: dict[str, Any],
    due_at: datetime,
    at: datetime,
) -> dict[str, Any]:
    """The row of a message to a subscription."""
    return {
        "id": new_id(),
        "outlet_id": wish.outlet_id,
        "alert_id": alert_id,
        "subscription_id": wish.id,
        "state": state,
        "message": message,
        "created_at": at,
        "due_at": due_at,
        "attempts": 0,
        "last_error": "",
    }


def _wants(wish: AnyRow, alert: AnyRow, state: str) -> bool:
    urgent = SEVERITIES.index(alert.severity) >= SEVERITIES.index(wish.least_severity)
    asked = not wish.kinds or alert.kind in wish.kinds
    late_enough = not wish.escalated_only or alert.escalated_at is not None
    return urgent and asked and (late_enough or state == "ESCALATED")


def _due(wish: AnyRow, alert: AnyRow, state: str, at: datetime) -> datetime:
    if alert.severity == CRITICAL and state != "RESOLVED":
        return at
    return end_of_quiet(at, wish.zone, wish.quiet_from, wish.quiet_to)


def _message(alert: AnyRow, state: str) -> dict[str, Any]:
    return {
        "id": str(alert.id),
        "type": "alert." + state.lower(),
        "outlet_id": alert.outlet_id,
        "kind": alert.kind,
        "severity": alert.severity,
        "title": alert.title,
        "details": alert.details,
        "raised_at": alert.raised_at.isoformat(),
    }
