"""Delivery of a record: its effect happens exactly once, or it becomes a dead letter. Never neither.

Faust acknowledges an event even when the agent raises, so nothing here raises: the inbox row and the
effect share one transaction, poison is set aside, and an absent database is waited for.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from psycopg import AsyncConnection

from chitrail import tracing
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

_INBOX = """
INSERT INTO inbox (consumer, event_id, topic) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""


class Delivery:
    """Delivers the records of one topic to one effect, one after another."""

    def __init__(self, consumer: str, effect: Effect, sink: Sink) -> None:
        self.consumer = consumer
        self.effect = effect
        self.sink = sink

    async def deliver(self, record: Record) -> None:
        """Apply the record's event once, or set the record aside; in the trace that caused it."""
        tracing.begin(*record.trace)
        try:
            envelope, event = read_event(record)
        except Exception as error:  # noqa: BLE001 - strange bytes may break a decoder in any way
            await self._set_aside(record, error, attempts=1)
            return
        for attempt, pause in enumerate((*PAUSES_SECONDS, None), start=1):
            try:
                await self._apply(envelope, event)
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

    async def _apply(self, envelope: Envelope, event: Event) -> None:
        async def once(connection: AsyncConnection[Any]) -> None:
            inbox = (self.consumer, envelope.id, envelope.type)
            if (await connection.execute(_INBOX, inbox)).rowcount:
                await self.effect(connection, envelope, event)

        await self.sink.transact(once)

    async def _set_aside(self, record: Record, error: Exception, attempts: int) -> None:
        log.error("%s set aside as a dead letter: %s", record, error)
        await self.sink.transact(
            lambda connection: set_aside(connection, self.consumer, record, error, attempts)
        )
