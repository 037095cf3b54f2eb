"""The outbox against Kafka: every event published, none invented."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from psycopg import Connection

from chitrail.clock import now
from chitrail.errors import Unavailable
from chitrail.reconcile.result import Check
from chitrail.topics import EVENT_TOPICS, RETENTION_DAYS

POLL_SECONDS = 10.0
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
    repeated = foreign = 0
    for topic in EVENT_TOPICS:
        rows = frozen.execute(_ROWS, {"topic": topic.name, "since": since}).fetchall()
        seen, unreadable = _ids_on(topic.name, bootstrap_servers)
        foreign += unreadable
        repeated += sum(seen.values()) - len(seen)
        for event_id, published_at in rows:
            found = "on the topic" if event_id in seen else "absent"
            if published_at is None:
                found += ", not marked as published"
            check.compare(f"{topic.name} event {event_id}", "on the topic", found)
        known = {event_id for event_id, _ in rows}
        elsewhere = _in_outbox(live, [event_id for event_id in seen if event_id not in known])
        for event_id in seen:
            if event_id not in known and event_id not in elsewhere:
                check.compare(f"{topic.name} event {event_id}", "an outbox row", "none")
    check.note = f"{repeated} repeats (consumers drop them), {foreign} records that are not events"
    return [check]


def _in_outbox(connection: Connection[Any], ids: list[UUID]) -> set[UUID]:
    rows = connection.execute("SELECT event_id FROM outbox WHERE event_id = ANY(%s)", (ids,))
    return {row[0] for row in rows}


def _ids_on(topic: str, bootstrap_servers: str) -> tuple[dict[UUID, int], int]:
    """How often each event id stands on a topic now, and how many records have none."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "chitrail-reconcile",
            "enable.auto.commit": False,
            "enable.partition.eof": False,
        }
    )
    try:
        metadata = consumer.list_topics(topic, timeout=POLL_SECONDS)
        ends = {}
        for partition in metadata.topics[topic].partitions:
            low, high = consumer.get_watermark_offsets(
                TopicPartition(topic, partition), timeout=POLL_SECONDS
            )
            if high > low:
                ends[partition] = high
        return _read(consumer, topic, ends)
    finally:
        consumer.close()


def _read(consumer: Any, topic: str, ends: dict[int, int]) -> tuple[dict[UUID, int], int]:
    seen: dict[UUID, int] = {}
    unreadable = 0
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in ends])
    while ends:
        messages = consumer.consume(500, timeout=POLL_SECONDS)
        if not messages:
            raise Unavailable(f"Kafka gave nothing from {topic} for {POLL_SECONDS} s")
        for message in messages:
            if message.error():
                raise Unavailable(f"Kafka: {message.error()}")
            try:
                event_id = msgspec.json.decode(message.value() or b"", type=_Id).id
                seen[event_id] = seen.get(event_id, 0) + 1
            except (msgspec.MsgspecError, UnicodeDecodeError):
                unreadable += 1
            if message.offset() + 1 >= ends.get(message.partition(), 0):
                ends.pop(message.partition(), None)
    return seen, unreadable
