"""The text of /metrics: counters of all workers, and the outbox as the database sees it now."""

import os
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST
_BACKLOG = text("""
SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(created_at)), 0) AS age
FROM outbox WHERE published_at IS NULL
""")


def exposition(database: Database) -> bytes:
    """Prometheus text of everything this service counts."""
    counters = generate_latest(_counters())
    registry = CollectorRegistry()
    registry.register(OutboxCollector(database))
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
