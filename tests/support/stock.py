"""The inventory stream's work without Kafka between: events of the outbox, straight to the effects."""

import asyncio
from typing import Any

import psycopg
from psycopg import AsyncConnection

from chitrail.reconcile.ledgers import check_ledgers
from chitrail.topics import CONSUMED_TOPICS
from streams.app import CONCERNS
from streams.record import Record, read_event

CONSUMER = "inventory"
_WAITING = """
SELECT b.topic, b.id, convert_to(b.message_key, 'UTF8'), convert_to(b.envelope::text, 'UTF8') FROM outbox b
WHERE b.topic = ANY(%s) AND NOT EXISTS (
  SELECT FROM inbox i WHERE i.consumer = %s AND i.event_id = b.event_id)
ORDER BY b.id
"""
_SEEN = """
INSERT INTO inbox (consumer, event_id, topic) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""


def book_stock(connection: psycopg.Connection[Any], database_url: str) -> None:
    """Do with every event that waits what the inventory worker would do, twice over."""
    topics = list(CONSUMED_TOPICS[CONSUMER])
    waiting = connection.execute(_WAITING, (topics, CONSUMER)).fetchall()
    asyncio.run(_apply(waiting, database_url.replace("+psycopg", "", 1)))


def stock_differences(connection: psycopg.Connection[Any]) -> list[str]:
    """What the books of stock, and no others, have against each other."""
    with connection.transaction():
        checks = [c for c in check_ledgers(connection) if c.name.startswith(("stock-", "dead-"))]
    return [f"{check.name}: {difference}" for check in checks for difference in check.differences]


async def _apply(waiting: list[tuple[str, int, bytes, bytes]], url: str) -> None:
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        for topic, offset, key, value in waiting:
            envelope, event = read_event(Record(topic, 0, offset, key, value))
            for _ in range(2):
                async with connection.transaction():
                    seen = await connection.execute(_SEEN, (CONSUMER, envelope.id, topic))
                    if seen.rowcount:
                        await CONCERNS[CONSUMER][topic](connection, envelope, event)
