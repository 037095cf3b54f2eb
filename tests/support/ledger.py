"""The inventory stream without Kafka: the outbox's events through the real effects, each brought twice."""

import asyncio
from typing import Any

from psycopg import AsyncConnection

from chitrail import envelope
from chitrail.topics import CONSUMED_TOPICS
from streams.agents.inventory import EFFECTS

_WAITING = """
SELECT event_id, envelope::text FROM outbox b WHERE topic = ANY(%s) AND NOT EXISTS (
  SELECT FROM inbox i WHERE i.consumer = 'inventory' AND i.event_id = b.event_id)
ORDER BY b.id
"""
_INBOX = """
INSERT INTO inbox (consumer, event_id, topic) VALUES ('inventory', %s, %s) ON CONFLICT DO NOTHING
"""


def settle(url: str) -> int:
    """Have the stream do what it has not done; how many events that were."""
    return asyncio.run(_settle(url.replace("postgresql+psycopg://", "postgresql://", 1)))


async def _settle(url: str) -> int:
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        waiting = await connection.execute(_WAITING, (list(CONSUMED_TOPICS["inventory"]),))
        rows: list[Any] = await waiting.fetchall()
        for event_id, text in rows:
            wrapped, event = envelope.decode(text.encode())
            for _ in range(2):
                async with connection.transaction():
                    seen = await connection.execute(_INBOX, (event_id, wrapped.type))
                    if seen.rowcount:
                        await EFFECTS[wrapped.type](connection, wrapped, event)
        return len(rows)
