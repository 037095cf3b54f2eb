"""The text of /metrics: counters of all workers, and outbox and streams as the database sees them now."""

import os
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from chitrail.topics import CONSUMED_TOPICS

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST
_BACKLOG = text("""
SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(created_at)), 0) AS age
FROM outbox WHERE published_at IS NULL
""")
# Of the last events only, so that a scrape costs the same however old the house is.
_BEHIND = text("""
SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(b.created_at)), 0) AS age
FROM outbox b
WHERE b.topic = ANY(:topics) AND b.id > (SELECT coalesce(max(id), 0) FROM outbox) - :most
  AND b.published_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = :consumer AND i.event_id = b.event_id)
""")
_DEAD = text("SELECT count(*) FROM dead_letters WHERE consumer = :consumer AND replayed_at IS NULL")
MOST_BEHIND = 10_000


def exposition(database: Database) -> bytes:
    """Prometheus text of everything this service counts."""
    counters = generate_latest(_counters())
    registry = CollectorRegistry()
    registry.register(OutboxCollector(database))
    registry.register(StreamsCollector(database))
    return counters + generate_latest(registry)


def _counters() -> CollectorRegistry:
    if FOLDER_VARIABLE not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class OutboxCollector(Collector):
    """How many events wait for the relay and how long the oldest has; read at each scrape."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; `chitrail_database_up` alone while the database is away."""
        up = GaugeMetricFamily("chitrail_database_up", "Whether the database answered this scrape")
        try:
            with self.database.transaction() as connection:
                row = connection.execute(_BACKLOG).one()
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily(
            "chitrail_outbox_backlog", "Events not yet published", value=row.waiting
        )
        yield GaugeMetricFamily(
            "chitrail_outbox_oldest_seconds", "Age of the oldest of them", value=float(row.age)
        )


class StreamsCollector(Collector):
    """How far each stream is behind what Kafka has, and what it could not process; read at each scrape.

    An event counts until its effect is in the inbox, so one that is a dead letter counts too.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges by consumer; none while the database is away."""
        behind = GaugeMetricFamily(
            "chitrail_stream_behind",
            f"Published events without an effect, of the last {MOST_BEHIND}",
            labels=["consumer"],
        )
        oldest = GaugeMetricFamily(
            "chitrail_stream_oldest_seconds", "Age of the oldest of them", labels=["consumer"]
        )
        dead = GaugeMetricFamily(
            "chitrail_dead_letters", "Events set aside and not replayed", labels=["consumer"]
        )
        try:
            with self.database.transaction() as connection:
                for consumer, topics in CONSUMED_TOPICS.items():
                    asked = {"consumer": consumer, "topics": list(topics), "most": MOST_BEHIND}
                    row = connection.execute(_BEHIND, asked).one()
                    behind.add_metric([consumer], row.waiting)
                    oldest.add_metric([consumer], float(row.age))
                    waiting = connection.execute(_DEAD, {"consumer": consumer}).scalar_one()
                    dead.add_metric([consumer], waiting)
        except SQLAlchemyError:
            return
        yield from (behind, oldest, dead)
