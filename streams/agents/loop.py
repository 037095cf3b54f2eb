"""The loop of every agent: take a record from Faust, deliver it, take the next."""

import asyncio
import logging
import os
from typing import Any

import faust

from streams.delivery import Delivery
from streams.record import Record

EXIT_GIVE_UP = 70
"""Process exit code that asks the supervisor for a fresh start (sysexits: internal software error)."""

log = logging.getLogger(__name__)


def add_agent(app: faust.App, topic: str, delivery: Delivery) -> None:
    """Give `app` its one agent on `topic`.

    Values stay bytes, so that malformed ones reach the delivery instead of Faust's decoder. One event at
    a time: a batch saves little next to its commit, and polling for batches costs an idle worker CPU.
    """
    source = app.topic(
        topic,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
    )

    async def agent(stream: Any) -> None:
        async for event in stream.events():
            await finish(delivery, record_of(event.message))

    app.agent(source, name=f"{app.conf.id}.{topic}", concurrency=1)(agent)


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


async def finish(delivery: Delivery, record: Record) -> None:
    """Deliver to the end, even when the agent is cancelled: Faust acknowledges the event either way."""
    task = asyncio.ensure_future(delivery.deliver(record))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
    except Exception:
        # Not even the dead letter could be written. Going on would lose the record; a fresh process
        # gets it again, because its offset is not committed.
        log.critical("%s could neither be delivered nor set aside", record, exc_info=True)
        os._exit(EXIT_GIVE_UP)
