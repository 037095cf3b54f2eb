"""Runs every check over one consistent view of PostgreSQL."""

import time
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel

from chitrail.reconcile.broker import check_broker
from chitrail.reconcile.gateway import check_gateway
from chitrail.reconcile.ledgers import check_ledgers
from chitrail.reconcile.result import Check
from chitrail.reconcile.warehouse import check_warehouse
from chitrail.settings import Settings
from chitrail.topics import CONSUMED_TOPICS

POLL_SECONDS = 0.25

_UNPUBLISHED = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
_UNPROCESSED = """
SELECT count(*) FROM outbox b
WHERE b.topic = ANY(%(topics)s) AND NOT EXISTS (
  SELECT FROM inbox i WHERE i.consumer = %(consumer)s AND i.event_id = b.event_id)
"""


def reconcile(settings: Settings, *, settle_seconds: float) -> list[Check]:
    """Wait until events in flight have landed (at most `settle_seconds`), then compare all the books.

    PostgreSQL's own books are read in one frozen view. Kafka and the gateway are read after it and may be
    ahead of it, so what they hold beyond it is looked up live before it counts as a difference.

    Raises Unavailable when Kafka or the gateway does not answer: an unanswered question is no proof.
    """
    with _connect(settings) as live, _connect(settings) as frozen:
        live.autocommit = True
        wait_until_quiet(live, settle_seconds)
        frozen.isolation_level = IsolationLevel.REPEATABLE_READ
        frozen.read_only = True
        return [
            *check_ledgers(frozen),
            *check_broker(frozen, live, settings.kafka_bootstrap_servers),
            *check_gateway(live, settings),
            *check_warehouse(frozen, settings.warehouse_snapshot),
        ]


def _connect(settings: Settings) -> Connection[Any]:
    return psycopg.connect(settings.libpq_url, connect_timeout=5)


def wait_until_quiet(connection: Connection[Any], seconds: float) -> bool:
    """Whether, within the time given, no event was left unpublished or unprocessed."""
    deadline = time.monotonic() + seconds
    while _in_flight(connection):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _in_flight(connection: Connection[Any]) -> bool:
    def count(query: str, parameters: dict[str, Any] | None = None) -> int:
        row = connection.execute(query, parameters).fetchone()
        return int(row[0]) if row else 0

    return count(_UNPUBLISHED) > 0 or any(
        count(_UNPROCESSED, {"topics": list(topics), "consumer": consumer}) > 0
        for consumer, topics in CONSUMED_TOPICS.items()
    )
