"""Dead letters: records we could not process, kept whole so that a person can look and replay."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from streams.record import Record

_INSERT = """
INSERT INTO dead_letters
  (consumer, topic, partition, kafka_offset, key, payload, headers, error, attempts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (consumer, topic, partition, kafka_offset) DO NOTHING
"""
LONGEST_ERROR = 2000


async def set_aside(
    connection: AsyncConnection[Any],
    consumer: str,
    record: Record,
    error: Exception,
    attempts: int,
) -> None:
    """Store a record with the reason; the same record is stored once."""
    await connection.execute(
        _INSERT,
        (
            consumer,
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            Jsonb({_text(name): _text(value) for name, value in record.headers.items()}),
            _text(f"{type(error).__name__}: {error}")[:LONGEST_ERROR],
            attempts,
        ),
    )


def _text(value: str | bytes) -> str:
    """What PostgreSQL can hold: valid UTF-8 without the character NUL."""
    raw = value if isinstance(value, bytes) else value.encode(errors="replace")
    return raw.decode(errors="replace").replace("\x00", "\\0")
