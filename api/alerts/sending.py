"""Sending what is due: at least once each, later again when it fails, given up in plain sight after a day."""

import time
from datetime import timedelta

import msgspec
from sqlalchemy import select, update

from api.alerts import webhook
from api.alerts.queries import DELIVERIES, SUBSCRIPTIONS
from api.database import Database
from api.janitor.work import lease
from api.models import AnyRow
from chitrail import mail
from chitrail.clock import now
from chitrail.errors import ChitrailError
from chitrail.settings import Settings

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 840))
"""Between eight attempts; a day and a half hour in all."""


def send_next(database: Database, settings: Settings) -> bool:
    """Send one message that is due; False when none is."""
    row = lease(
        database,
        DELIVERIES,
        DELIVERIES.c.due_at,
        DELIVERIES.c.due_at,
        attempts=DELIVERIES.c.attempts + 1,
    )
    if row is None:
        return False
    wish = _read(database, row)
    if wish is None:
        _write(database, row, due_at=None, failed_at=now(), last_error="nobody wants it any more")
        return True
    try:
        _send(settings, row, wish)
    except ChitrailError as error:
        late = row.attempts > len(PAUSES)
        due_at = None if late else now() + PAUSES[row.attempts - 1]
        failed_at = now() if late else None
        _write(database, row, due_at=due_at, failed_at=failed_at, last_error=error.detail[:500])
    else:
        _write(database, row, due_at=None, sent_at=now(), last_error="")
    return True


def _send(settings: Settings, row: AnyRow, wish: AnyRow) -> None:
    if wish.channel == "EMAIL":
        title, state = row.message["title"], row.state.capitalize()
        text = f"{title}\n\n{state} at {row.message['outlet_id']}, {row.message['raised_at']}.\n"
        mail.send(settings, wish.target, f"{state}: {title}", text, message_id=str(row.id))
    else:
        stamp, body = int(time.time()), msgspec.json.encode(row.message)
        webhook.post(settings, wish.id, wish.target, row.id, stamp, body)


def _read(database: Database, row: AnyRow) -> AnyRow | None:
    """The subscription, unless it ended."""
    wanted = select(SUBSCRIPTIONS).where(
        SUBSCRIPTIONS.c.id == row.subscription_id, SUBSCRIPTIONS.c.ended_at.is_(None)
    )
    with database.everywhere().transaction() as connection:
        return connection.execute(wanted).one_or_none()


def _write(database: Database, row: AnyRow, **columns: object) -> None:
    with database.everywhere().transaction() as connection:
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == row.id).values(columns))
