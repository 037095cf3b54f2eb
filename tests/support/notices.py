"""Writes notifications as the notifications stream does, without Kafka."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from psycopg import AsyncConnection

from chitrail.topics import CONSUMED_TOPICS
from streams.app import CONCERNS
from streams.effects.kitchen import show_order
from streams.record import Record, read_event
from tests.support.kitchen import Kitchen, wrapped


def hang_orders(url: str, kitchen: Kitchen, count: int) -> list[UUID]:
    """Place `count` orders with a ticket for each station; one transaction an order."""

    async def write() -> list[UUID]:
        made = []
        connection = await AsyncConnection.connect(url, autocommit=True)
        async with connection:
            for _ in range(count):
                order_id = kitchen.order(status="PLACED")
                tickets = [kitchen.hung(order_id, station) for station in ("tandoor", "curry")]
                event = kitchen.placed(order_id, tickets)
                async with connection.transaction():
                    await show_order(connection, wrapped(event, uuid4()), event)
                made.append(order_id)
        return made

    return asyncio.run(write())


CONSUMER = "notifications"
_WAITING = """
SELECT b.topic, b.id, convert_to(b.message_key, 'UTF8'), convert_to(b.envelope::text, 'UTF8') FROM outbox b
WHERE b.topic = ANY(%s) AND NOT EXISTS (
  SELECT FROM inbox i WHERE i.consumer = %s AND i.event_id = b.event_id)
ORDER BY b.id
"""
_SEEN = "INSERT INTO inbox (consumer, event_id, topic) VALUES (%s, %s, %s)"


def tell_screens(database_url: str) -> None:
    """Do with every event that waits what the notifications worker would do, in a thread of its own."""
    url = database_url.replace("+psycopg", "", 1)
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(_tell(url))).result()


async def _tell(url: str) -> None:
    topics = list(CONSUMED_TOPICS[CONSUMER])
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        waiting = await (await connection.execute(_WAITING, (topics, CONSUMER))).fetchall()
        for topic, offset, key, value in waiting:
            envelope, event = read_event(Record(topic, 0, offset, key, value))
            async with connection.transaction():
                await connection.execute(_SEEN, (CONSUMER, envelope.id, topic))
                await CONCERNS[CONSUMER][topic](connection, envelope, event)
