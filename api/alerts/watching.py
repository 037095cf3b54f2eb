"""Looking for what is wrong: alerts are raised once, escalated when nobody answers, resolved by themselves.

Any number of janitors may watch; for each kind one of them does at a time.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update

from api.alerts import queries
from api.alerts.kinds import CRITICAL, KINDS, Kind
from api.alerts.queries import ALERTS
from api.alerts.telling import tell
from api.database import Database
from api.models import AnyRow
from chitrail.clock import now
from chitrail.ids import new_id


class Watch:
    """Looks for each kind as often as it wants."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._due = dict.fromkeys(KINDS, 0.0)

    def step(self) -> bool:
        """Look for the kinds that are due; never says there is more, so that the janitor rests."""
        for name, kind in KINDS.items():
            if self._clock() >= self._due[name]:
                self._due[name] = self._clock() + kind.every
                with self._database.everywhere().transaction() as connection:
                    look(connection, kind)
        return False


def look(connection: Connection, kind: Kind) -> None:
    """Bring the alerts of a kind to what is wrong now, unless somebody else is at it."""
    if not queries.claim(connection, kind):
        return
    at = now()
    rules = queries.rules_of(connection, kind.name)
    known = dict(queries.open_alerts(connection, kind.name))
    for outlet_id, subject, title, details in queries.wrong_now(connection, kind):
        found = known.pop((outlet_id, subject), None)
        rule = rules.get(outlet_id)
        if found is None:
            severity = kind.severity if rule is None else rule.severity
            _raise(connection, kind, at, outlet_id, subject, severity, title, details)
        else:
            _keep(connection, kind, rule, at, found, title, details)
    for gone in known.values():
        _change(connection, gone, "RESOLVED", resolved_at=at)


def _raise(
    connection: Connection,
    kind: Kind,
    at: datetime,
    outlet_id: str,
    subject: str,
    severity: str,
    title: str,
    details: dict[str, Any],
) -> None:
    row = {
        "id": new_id(),
        "outlet_id": outlet_id,
        "kind": kind.name,
        "subject": subject,
        "severity": severity,
        "title": title,
        "details": details,
        "raised_at": at,
        "acknowledged_by": "",
        "seq": 1,
    }
    made = connection.execute(insert(ALERTS).values(row).returning(ALERTS)).one()
    tell(connection, made, "RAISED")


def _keep(
    connection: Connection,
    kind: Kind,
    rule: AnyRow | None,
    at: datetime,
    found: AnyRow,
    title: str,
    details: dict[str, Any],
) -> None:
    """Still wrong: say so in today's words, and to those above when nobody has answered in time."""
    if (found.title, found.details) != (title, details):
        named = update(ALERTS).where(ALERTS.c.id == found.id)
        connection.execute(named.values(title=title, details=details))
    after = kind.escalate_after_minutes if rule is None else rule.escalate_after_minutes
    if after is None or found.acknowledged_at is not None or found.escalated_at is not None:
        return
    if at >= found.raised_at + timedelta(minutes=after):
        _change(connection, found, "ESCALATED", escalated_at=at, severity=CRITICAL)


def _change(connection: Connection, alert: AnyRow, state: str, **columns: Any) -> None:
    changed = update(ALERTS).where(ALERTS.c.id == alert.id)
    changed = changed.values(seq=ALERTS.c.seq + 1, **columns).returning(ALERTS)
    tell(connection, connection.execute(changed).one(), state)
