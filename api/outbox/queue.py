"""The relay's side of the outbox table: the one lock, what is unpublished, and marking it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import psycopg

from api.outbox.publisher import Event, Receipt

RELAY_LOCK = 0x43485252
"""Advisory lock ("CHRR"): one active relay; more would break the order within an aggregate."""
BATCH = 500

_LOCK = "SELECT pg_try_advisory_lock(%s)"
# By id is safe because nothing is skipped: every row stays unpublished until it is marked, and within an
# aggregate the row lock that gave the sequence also ordered the ids.
_UNPUBLISHED = """
SELECT id, event_id::text, topic, aggregate_id, message_key, envelope::text,
  envelope->>'traceparent', envelope->>'tracestate'
FROM outbox
WHERE published_at IS NULL AND aggregate_id <> ALL(%(blocked)s) ORDER BY id LIMIT %(batch)s
"""
_MARK = """
UPDATE outbox SET published_at = clock_timestamp(), kafka_partition = sent.part, kafka_offset = sent.place
FROM unnest(%(ids)s::bigint[], %(partitions)s::integer[], %(offsets)s::bigint[]) AS sent (id, part, place)
WHERE outbox.id = sent.id
"""
_BACKLOG = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
FROM outbox WHERE published_at IS NULL
"""
_OF_TOPIC = """
SELECT id, event_id::text, topic, aggregate_id, message_key, envelope::text,
  envelope->>'traceparent', envelope->>'tracestate'
FROM outbox
WHERE topic = %(topic)s AND id > %(after)s AND published_at IS NOT NULL ORDER BY id LIMIT %(batch)s
"""


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection of the relay's own, every statement its own transaction, listening for new rows."""
    connection = psycopg.connect(
        url,
        autocommit=True,
        application_name="chitrail relay",
        connect_timeout=3,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=10_000,
        options="-c statement_timeout=30s",
    )
    connection.execute("LISTEN outbox")
    return connection


def take_lock(connection: psycopg.Connection[Any]) -> bool:
    """Whether this relay is the active one now; the lock lives as long as the connection."""
    row = connection.execute(_LOCK, (RELAY_LOCK,)).fetchone()
    return bool(row and row[0])


def unpublished(connection: psycopg.Connection[Any], blocked: Collection[str]) -> list[Event]:
    """The oldest events not yet published, without those of blocked aggregates."""
    rows = connection.execute(_UNPUBLISHED, {"blocked": list(blocked), "batch": BATCH})
    return [_event(row) for row in rows]


def of_topic(connection: psycopg.Connection[Any], topic: str) -> Iterator[list[Event]]:
    """Every retained event of a topic that was published, in batches; the others are the relay's to send."""
    after = 0
    while rows := connection.execute(
        _OF_TOPIC, {"topic": topic, "after": after, "batch": BATCH}
    ).fetchall():
        after = rows[-1][0]
        yield [_event(row) for row in rows]


def mark(connection: psycopg.Connection[Any], receipts: Sequence[Receipt]) -> None:
    """Record what the broker acknowledged."""
    connection.execute(
        _MARK,
        {
            "ids": [receipt.id for receipt in receipts],
            "partitions": [receipt.partition for receipt in receipts],
            "offsets": [receipt.offset for receipt in receipts],
        },
    )


def backlog(connection: psycopg.Connection[Any]) -> tuple[int, float]:
    """How many events wait, and the age of the oldest in seconds."""
    row = connection.execute(_BACKLOG).fetchone()
    return (int(row[0]), float(row[1])) if row else (0, 0.0)


def _event(row: tuple[Any, ...]) -> Event:
    number, event_id, topic, aggregate_id, message_key, envelope, *trace = row
    return Event(number, event_id, topic, aggregate_id, message_key, envelope.encode(), *trace)
