"""Delivery of records: the effect of each happens exactly once, or it becomes a dead letter. Never neither.

Faust acknowledges an event even when the agent raises, so nothing here raises: the inbox row and the
effect share one transaction, poison is set aside, and an absent database is waited for.

What waits is delivered together, in one transaction, because its commit is what costs most. Where one of a
batch fails, all of it is undone; those before it are delivered again together, it by itself, and so the rest.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection

from chitrail import crashpoints, tracing
from chitrail.envelope import Envelope
from chitrail.errors import ChitrailError
from chitrail.events import Event
from streams.dead_letters import set_aside
from streams.record import Record, read_event
from streams.sink import Sink

Effect = Callable[[AsyncConnection[Any], Envelope, Any], Awaitable[None]]
"""What an event does: statements on a connection whose transaction the caller owns."""

log = logging.getLogger(__name__)

PAUSES_SECONDS = (0.1, 0.3, 0.9, 2.0)
"""Between five attempts, 3.3 s in all: poison may not hold up a partition for long."""
HOPELESS = (ChitrailError, psycopg.DataError, psycopg.IntegrityError)
"""Refusals that the same event will meet again at every attempt."""

# Workers of a concern take turns at an outlet, in the order of the names: what they lock after it, in
# whatever order their events come, is then never waited for in a circle.
_TURN = """
SELECT pg_advisory_xact_lock(hashtext('streams/' || %s), hashtext(outlet))
FROM (SELECT DISTINCT outlet FROM unnest(%s::text[]) AS outlet ORDER BY outlet) AS mine
"""
_INBOX = """
INSERT INTO inbox (consumer, event_id, topic)
SELECT %s, event_id, topic FROM unnest(%s::uuid[], %s::text[]) AS new (event_id, topic)
ON CONFLICT DO NOTHING RETURNING event_id
"""

Read = tuple[Record, Envelope, Event]


class Delivery:
    """Delivers the records of one topic to one effect, in their order."""

    def __init__(self, consumer: str, effect: Effect, sink: Sink) -> None:
        self.consumer = consumer
        self.effect = effect
        self.sink = sink

    async def deliver_all(self, records: Sequence[Record]) -> None:
        """Apply the events of records once each, or set records aside."""
        waiting = [each for record in records if (each := await self._read(record)) is not None]
        while len(waiting) > 1:
            together = await self._deliver_together(waiting)
            if together < len(waiting):
                # The one at fault, with as many tries as it needs; those behind it wait no longer.
                await self._deliver(waiting[together])
            waiting = waiting[together + 1 :]
        for each in waiting:
            await self._deliver(each)

    async def _read(self, record: Record) -> Read | None:
        try:
            envelope, event = read_event(record)
        except Exception as error:  # noqa: BLE001 - strange bytes may break a decoder in any way
            await self._set_aside(record, error, attempts=1)
            return None
        return record, envelope, event

    async def _deliver_together(self, batch: Sequence[Read]) -> int:
        """Deliver as many as go together, all of them or those before the first that fails; their number."""
        while batch:
            place = [0]
            try:
                await self._apply(batch, place)
            except Exception as error:  # noqa: BLE001 - the one at fault is delivered by itself
                log.warning(
                    "of %d events together the one at %d failed: %s", len(batch), place[0], error
                )
                batch = batch[: place[0]]
            else:
                for record, envelope, _ in batch:
                    tracing.begin(*record.trace)
                    log.info("%s done: event %s", record, envelope.id)
                break
        return len(batch)

    async def _deliver(self, each: Read) -> None:
        record, envelope, _ = each
        tracing.begin(*record.trace)
        for attempt, pause in enumerate((*PAUSES_SECONDS, None), start=1):
            try:
                await self._apply([each])
            except HOPELESS as error:
                await self._set_aside(record, error, attempt)
                return
            except Exception as error:  # any fault of an effect must end in a row, not in Faust
                if pause is None:
                    await self._set_aside(record, error, attempt)
                    return
                log.warning("%s event %s failed, trying again", record, envelope.id, exc_info=error)
                await asyncio.sleep(pause)
            else:
                log.info("%s done: event %s", record, envelope.id)
                return

    async def _apply(self, batch: Sequence[Read], place: list[int] | None = None) -> None:
        """All of it in one transaction; what was seen before, or twice in the batch, does nothing.

        `place` is told the number of the one that is being worked on.
        """
        ids = [envelope.id for _, envelope, _ in batch]
        topics = [envelope.type for _, envelope, _ in batch]
        outlets = [envelope.outletid for _, envelope, _ in batch]

        async def once(connection: AsyncConnection[Any]) -> None:
            await connection.execute(_TURN, (self.consumer, outlets))
            inserted = await connection.execute(_INBOX, (self.consumer, ids, topics))
            new = {event_id for (event_id,) in await inserted.fetchall()}
            for number, (record, envelope, event) in enumerate(batch):
                if place is not None:
                    place[0] = number
                if envelope.id in new:
                    new.discard(envelope.id)
                    tracing.begin(*record.trace)
                    await self.effect(connection, envelope, event)
            crashpoints.reach(f"{self.consumer}.before_commit")

        await self.sink.transact(once)
        crashpoints.reach(f"{self.consumer}.after_commit")

    async def _set_aside(self, record: Record, error: Exception, attempts: int) -> None:
        tracing.begin(*record.trace)
        log.error("%s set aside as a dead letter: %s", record, error)
        await self.sink.transact(
            lambda connection: set_aside(connection, self.consumer, record, error, attempts)
        )
