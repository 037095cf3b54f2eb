"""Kafka topics: declared partitions and retention, created by `chitrail topics`, never by accident."""

from dataclasses import dataclass

from chitrail.events import EVENTS

PARTITIONS = 4
RETENTION_DAYS = 7
"""Shorter than the outbox is kept, so that a topic can be refilled from it."""


@dataclass(frozen=True)
class Topic:
    """One topic as it must exist on the broker."""

    name: str
    partitions: int
    retention_days: int
    compacted: bool = False


EVENT_TOPICS = tuple(Topic(name, PARTITIONS, RETENTION_DAYS) for name in EVENTS)

STREAM_APPS = ("inventory", "notifications")
"""Faust apps; each is one consumer group."""

FAUST_TOPICS = tuple(
    Topic(f"{app}-__assignor-__leader", 1, RETENTION_DAYS, compacted=True) for app in STREAM_APPS
)

ALL_TOPICS = EVENT_TOPICS + FAUST_TOPICS
