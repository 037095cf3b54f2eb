"""The outbox against Kafka: every event published, none invented."""

import time
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition
from psycopg import Connection

from chitrail.clock import now
from chitrail.errors import Unavailable
from chitrail.reconcile.result import Check
from chitrail.topics import EVENT_TOPICS, RETENTION_DAYS

POLL_SECONDS = 0.1
"""The client waits this long to fill a batch, so it is what the last, partial batch costs."""
BATCH = 1000
SILENCE_SECONDS = 10.0
"""Longest silence of the broker before the check gives up."""

_ROWS = (
    "SELECT event_id, published_at FROM outbox WHERE topic = %(topic)s AND created_at > %(since)s"
)


class _Id(msgspec.Struct):
    id: UUID


def check_broker(
    frozen: Connection[Any], live: Connection[Any], bootstrap_servers: str
) -> list[Check]:
    """Compare ids topic by topic; records that hold no event id are the dead letters' business.

    Raises Unavailable when the broker does not answer.
    """
    check = Check("outbox-kafka", "Is every event of the outbox on its topic, and no other?")
    since = now() - timedelta(days=RETENTION_DAYS) + timedelta(hours=1)
    seen, unreadable = _ids_on_topics(bootstrap_servers)
    repeated = 0
    for topic in EVENT_TOPICS:
        rows = frozen.execute(_ROWS, {"topic": topic.name, "since": since}).fetchall()
        there = seen[topic.name]
        repeated += sum(there.values()) - len(there)
        for event_id, published_at in rows:
            found = "on the topic" if event_id in there else "absent"
            if published_at is None:
                found += ", not marked as published"
            check.compare(f"{topic.name} event {event_id}", "on the topic", found)
        known = {event_id for event_id, _ in rows}
        strange = [event_id for event_id in there if event_id not in known]
        elsewhere = _in_outbox(live, strange)
        for event_id in strange:
            if event_id not in elsewhere:
                check.compare(f"{topic.name} event {event_id}", "an outbox row", "none")
    check.note = (
        f"{repeated} repeats (consumers drop them), {unreadable} records that are not events"
    )
    return [check]


def _in_outbox(connection: Connection[Any], ids: list[UUID]) -> set[UUID]:
    rows = connection.execute("SELECT event_id FROM outbox WHERE event_id = ANY(%s)", (ids,))
    return {row[0] for row in rows}


def _ids_on_topics(bootstrap_servers: str) -> tuple[dict[str, Counter[UUID]], int]:
    """How often each event id stands on each topic now, and how many records have none."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "chitrail-reconcile",
            "enable.auto.commit": False,
        }
    )
    try:
        return _read(consumer, _ends(consumer))
    except KafkaException as error:
        raise Unavailable(f"Kafka does not answer: {error}") from error
    finally:
        consumer.close()


def _ends(consumer: Any) -> dict[tuple[str, int], int]:
    """The next offset of every partition that holds something."""
    ends = {}
    for topic in EVENT_TOPICS:
        metadata = consumer.list_topics(topic.name, timeout=SILENCE_SECONDS).topics[topic.name]
        for partition in metadata.partitions:
            place = TopicPartition(topic.name, partition)
            low, high = consumer.get_watermark_offsets(place, timeout=SILENCE_SECONDS)
            if high > low:
                ends[topic.name, partition] = high
    return ends


def _read(consumer: Any, ends: dict[tuple[str, int], int]) -> tuple[dict[str, Counter[UUID]], int]:
    seen: dict[str, Counter[UUID]] = {topic.name: Counter() for topic in EVENT_TOPICS}
    unreadable = 0
    consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in ends])
    heard = time.monotonic()
    while ends:
        messages = consumer.consume(BATCH, timeout=POLL_SECONDS)
        if messages:
            heard = time.monotonic()
        elif time.monotonic() > heard + SILENCE_SECONDS:
            raise Unavailable(f"Kafka gave nothing for {SILENCE_SECONDS:.0f} s")
        for message in messages:
            if message.error():
                raise Unavailable(f"Kafka: {message.error()}")
            try:
                event_id = msgspec.json.decode(message.value() or b"", type=_Id).id
                seen[message.topic()][event_id] += 1
            except (msgspec.MsgspecError, UnicodeDecodeError):
                unreadable += 1
            place = (message.topic(), message.partition())
            if message.offset() + 1 >= ends.get(place, 0):
                ends.pop(place, None)
    return seen, unreadable
