"""Writing notifications: a gapless number per audience, the row, and its event, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from chitrail.clock import now
from chitrail.envelope import Envelope
from chitrail.events import NotificationCreated
from chitrail.ids import named_id
from chitrail.outbox import INSERT_OUTBOX, outbox_row

SOURCE = "chitrail/notifications"

# The row lock until commit is what makes `seq > last` safe to read: numbers become visible in order.
# All audiences of an event are locked in the order of their names, so two events never deadlock.
_NUMBER = """
INSERT INTO audiences AS known (name, last_seq)
SELECT name, 1 FROM unnest(%s::text[]) AS name ORDER BY name
ON CONFLICT (name) DO UPDATE SET last_seq = known.last_seq + 1
RETURNING name, last_seq
"""
_INSERT = """
INSERT INTO notifications
  (audience, seq, id, outlet_id, kind, title, body, source_event, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Notice:
    """What one audience shall read; `body` is JSON for the screen."""

    audience: str
    kind: str
    title: str
    body: dict[str, Any]


async def notify(
    connection: AsyncConnection[Any], envelope: Envelope, notices: Sequence[Notice]
) -> None:
    """Number and store the notices of one event, at most one for each audience."""
    names = [notice.audience for notice in notices]
    numbers = dict(await (await connection.execute(_NUMBER, (names,))).fetchall())
    for notice in notices:
        await _store(connection, envelope, notice, numbers[notice.audience])


async def _store(
    connection: AsyncConnection[Any], envelope: Envelope, notice: Notice, seq: int
) -> None:
    created_at = now()
    row = (
        notice.audience,
        seq,
        _id(envelope.id, notice.audience),
        envelope.outletid,
        notice.kind,
        notice.title,
        Jsonb(notice.body),
        envelope.id,
        created_at,
    )
    await connection.execute(_INSERT, row)
    event = NotificationCreated(
        outlet_id=envelope.outletid,
        audience=notice.audience,
        sequence=seq,
        kind=notice.kind,
        title=notice.title,
        created_at=created_at,
    )
    outbox = outbox_row(
        event,
        outlet_id=envelope.outletid,
        aggregate_id=notice.audience,
        sequence=seq,
        source=SOURCE,
    )
    await connection.execute(INSERT_OUTBOX, outbox)


def _id(event_id: UUID, audience: str) -> UUID:
    """Follows from event and audience: even past the inbox, the same word is never stored twice."""
    return named_id("notification", str(event_id), audience)
