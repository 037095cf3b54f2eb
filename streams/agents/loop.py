"""The loop of every agent: take records from Faust as they come, deliver what waits, acknowledge it."""

import asyncio
import logging
import os
from collections.abc import Sequence
from typing import Any

import faust

from chitrail import crashpoints
from streams.delivery import Delivery
from streams.record import Record

EXIT_GIVE_UP = 70
"""Process exit code that asks the supervisor for a fresh start (sysexits: internal software error)."""
MOST_TOGETHER = 50
"""Events of one transaction: it holds its locks for some tens of milliseconds."""

log = logging.getLogger(__name__)


def raw_topic(app: faust.App, name: str) -> Any:
    """A topic whose values stay bytes, so that malformed ones reach us instead of Faust's decoder."""
    return app.topic(
        name,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
    )


def add_agent(app: faust.App, topic: str, delivery: Delivery) -> None:
    """Give `app` its one agent on `topic`.

    Faust's own batches (`take`) ask the clock for them, which costs an idle worker CPU or a lonely event its
    time: here a lonely event goes at once, and whatever came meanwhile goes together.
    """

    async def agent(stream: Any) -> None:
        waiting: asyncio.Queue[Any] = asyncio.Queue(MOST_TOGETHER)
        delivering = asyncio.ensure_future(_deliver_waiting(stream, waiting, delivery))
        try:
            # Acknowledged by us, once delivered: Faust would do it when it hands out the next.
            async for event in stream.noack().events():
                await waiting.put(event)
        finally:
            await _finish(waiting, delivering)

    app.agent(raw_topic(app, topic), name=f"{app.conf.id}.{topic}", concurrency=1)(agent)


async def _deliver_waiting(stream: Any, waiting: asyncio.Queue[Any], delivery: Delivery) -> None:
    """Deliver until nobody brings any more; the end of it is a None."""
    while True:
        events = [await waiting.get()]
        while len(events) < MOST_TOGETHER and not waiting.empty():
            events.append(waiting.get_nowait())
        last = events[-1] is None
        records = [record_of(event.message) for event in events if event is not None]
        await _deliver(delivery, records)
        for event in events:
            if event is not None:
                await stream.ack(event)
        crashpoints.reach(f"{delivery.consumer}.after_ack")
        if last:
            return


async def _deliver(delivery: Delivery, records: Sequence[Record]) -> None:
    try:
        await delivery.deliver_all(records)
    except Exception:
        # Not even the dead letters could be written. Going on would lose records; a fresh process gets
        # them again, because their offsets are not committed.
        log.critical("%s could neither be delivered nor set aside", records[0], exc_info=True)
        os._exit(EXIT_GIVE_UP)


async def _finish(waiting: asyncio.Queue[Any], delivering: asyncio.Future[None]) -> None:
    """What was taken is delivered to the end, also when the agent is cancelled: Faust waits for it."""
    ending = asyncio.ensure_future(waiting.put(None))
    try:
        await asyncio.shield(asyncio.gather(ending, delivering))
    except asyncio.CancelledError:
        await asyncio.gather(ending, delivering)
        raise


def record_of(message: Any) -> Record:
    """Our view of Faust's message."""
    headers = message.headers or {}
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=dict(headers),
    )
