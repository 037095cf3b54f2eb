"""Writing notifications: a gapless number per audience, the row, and its event, in one transaction."""

from collections import Counter
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
SELECT name, count(*) FROM unnest(%s::text[]) AS name GROUP BY name ORDER BY name
ON CONFLICT (name) DO UPDATE SET last_seq = known.last_seq + EXCLUDED.last_seq
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
    """Number and store the notices of one event; an audience that hears several hears them in their order."""
    names = [notice.audience for notice in notices]
    last = dict(await (await connection.execute(_NUMBER, (names,))).fetchall())
    told: Counter[str] = Counter()
    for notice in notices:
        audience = notice.audience
        seq = last[audience] - names.count(audience) + 1 + told[audience]
        await _store(connection, envelope, notice, seq, told[audience])
        told[audience] += 1


async def _store(
    connection: AsyncConnection[Any], envelope: Envelope, notice: Notice, seq: int, nth: int
) -> None:
    created_at = now()
    row = (
        notice.audience,
        seq,
        _id(envelope.id, notice.audience, nth),
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


def _id(event_id: UUID, audience: str, nth: int) -> UUID:
    """Follows from event, audience and place: even past the inbox, the same word is never stored twice."""
    further = (str(nth),) if nth else ()
    return named_id("notification", str(event_id), audience, *further)
