"""The relay: moves events from the outbox to Kafka, at least once, in order per aggregate."""

import logging
import threading
import time
from typing import Any

import psycopg
from prometheus_client import Counter, Gauge

from api.outbox import queue
from api.outbox.publisher import Batch, Publisher
from chitrail import crashpoints

log = logging.getLogger(__name__)

WAIT_SECONDS = 1.0
"""Longest sleep when nothing is there: the fallback should a notification be lost."""
STANDBY_SECONDS = 0.5
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 5.0
BLOCKED_SECONDS = 10.0
"""How long an aggregate whose event Kafka did not take stands aside for the others."""
MEASURE_SECONDS = 5.0

PUBLISHED = Counter("chitrail_relay_published_total", "Events acknowledged by Kafka")
REFUSED = Counter(
    "chitrail_relay_refused_total", "Lanes stopped because Kafka did not take an event"
)
BACKLOG = Gauge("chitrail_relay_backlog", "Events waiting in the outbox")
OLDEST = Gauge("chitrail_relay_oldest_seconds", "Age of the oldest waiting event")


class Relay:
    """Runs until `stopping` is set; a lost database or broker is waited for, never a reason to end."""

    def __init__(self, database_url: str, publisher: Publisher, stopping: threading.Event) -> None:
        self.database_url = database_url
        self.publisher = publisher
        self.stopping = stopping
        self._blocked: dict[str, float] = {}
        self._measured = 0.0

    def run(self) -> None:
        """Connect, become the active relay, publish; start over when the database goes away."""
        pause = FIRST_PAUSE_SECONDS
        while not self.stopping.is_set():
            try:
                with queue.connect(self.database_url) as connection:
                    if self._become_active(connection):
                        pause = FIRST_PAUSE_SECONDS
                        self._publish_for_ever(connection)
            except psycopg.OperationalError as error:
                log.warning("the database is away, trying again in %.1f s: %s", pause, error)
                self.stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _become_active(self, connection: psycopg.Connection[Any]) -> bool:
        said = False
        while not self.stopping.is_set():
            if queue.take_lock(connection):
                return self._await_broker()
            if not said:
                log.info("another relay is active; standing by")
                said = True
            self.stopping.wait(STANDBY_SECONDS)
        return False

    def _await_broker(self) -> bool:
        while not self.stopping.is_set():
            if self.publisher.reachable():
                log.info("relay ready")
                return True
            self.stopping.wait(FIRST_PAUSE_SECONDS)
        return False

    def _publish_for_ever(self, connection: psycopg.Connection[Any]) -> None:
        while not self.stopping.is_set():
            self._measure(connection)
            events = queue.unpublished(connection, self._blocked_now())
            if not events:
                for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
                    pass
                continue
            crashpoints.reach("relay.before_produce")
            batch = self.publisher.publish(events)
            if batch.receipts:
                crashpoints.reach("relay.after_ack")
                queue.mark(connection, list(batch.receipts.values()))
                crashpoints.reach("relay.after_mark")
                PUBLISHED.inc(len(batch.receipts))
            self._stand_aside(batch)

    def _stand_aside(self, batch: Batch) -> None:
        """Block what Kafka refuses, and what is late while others get through.

        When nothing gets through the broker is away: then nobody is blocked, so that all go on with it.
        """
        blocked = batch.refused | (batch.late if batch.receipts else set())
        self._blocked.update(dict.fromkeys(blocked, time.monotonic() + BLOCKED_SECONDS))
        if batch.failures:
            REFUSED.inc(len(batch.failures))
            self.stopping.wait(FIRST_PAUSE_SECONDS)

    def _blocked_now(self) -> list[str]:
        """Aggregates that stand aside."""
        moment = time.monotonic()
        self._blocked = {name: until for name, until in self._blocked.items() if until > moment}
        return list(self._blocked)

    def _measure(self, connection: psycopg.Connection[Any]) -> None:
        if time.monotonic() < self._measured + MEASURE_SECONDS:
            return
        waiting, age = queue.backlog(connection)
        BACKLOG.set(waiting)
        OLDEST.set(age)
        self._measured = time.monotonic()
