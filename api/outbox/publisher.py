"""Sending outbox rows to Kafka: idempotent, acknowledged by all replicas, in order per aggregate."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Producer

from chitrail import crashpoints, tracing

log = logging.getLogger(__name__)

DELIVERY_MILLISECONDS = 30_000
FLUSH_SECONDS = 35.0
STOP_SECONDS = 5.0
"""How long a batch may still take once the process is asked to stop."""
SLICE_SECONDS = 0.5
"""Signals are seen between two slices of waiting."""
METADATA_SECONDS = 5.0
CONFIG: dict[str, Any] = {
    "acks": "all",
    "enable.idempotence": True,
    "linger.ms": 5,
    "socket.keepalive.enable": True,
    "reconnect.backoff.max.ms": 1000,
    "log.connection.close": False,
}
CONTENT_TYPE = "application/cloudevents+json"
TRANSIENT = frozenset({"_MSG_TIMED_OUT", "_PURGE_QUEUE", "_PURGE_INFLIGHT"})
"""Kafka did not refuse these events; it could not be asked."""


@dataclass(frozen=True)
class Event:
    """One outbox row to send; `envelope` is its JSON."""

    id: int
    event_id: str
    topic: str
    aggregate_id: str
    message_key: str
    envelope: bytes
    traceparent: str | None = None
    tracestate: str | None = None

    @property
    def headers(self) -> dict[str, str | bytes | None]:
        """Kafka headers: what the event is, and the trace it belongs to."""
        found: dict[str, str | bytes | None] = {
            "ce_id": self.event_id,
            "ce_type": self.topic,
            "content-type": CONTENT_TYPE,
        }
        if self.traceparent:
            found[tracing.PARENT] = self.traceparent
        if self.tracestate:
            found[tracing.STATE] = self.tracestate
        return found


@dataclass(frozen=True)
class Receipt:
    """Where the broker put an event."""

    id: int
    partition: int
    offset: int


@dataclass
class Batch:
    """What became of the events of one batch: acknowledged, or by aggregate the first failure."""

    receipts: dict[int, Receipt] = field(default_factory=dict)
    failures: dict[str, KafkaError] = field(default_factory=dict)

    def fail(self, event: Event, error: KafkaError) -> None:
        """Stop the lane of an event."""
        self.failures.setdefault(event.aggregate_id, error)

    @property
    def refused(self) -> set[str]:
        """Aggregates with an event that Kafka does not want."""
        return {name for name, error in self.failures.items() if error.name() not in TRANSIENT}

    @property
    def late(self) -> set[str]:
        """Aggregates with an event that the broker did not acknowledge in time."""
        timed_out = "_MSG_TIMED_OUT"
        return {name for name, error in self.failures.items() if error.name() == timed_out}


class Publisher:
    """A producer that reports, event by event, what the broker has acknowledged."""

    def __init__(
        self,
        bootstrap_servers: str,
        stopping: threading.Event,
        delivery_milliseconds: int = DELIVERY_MILLISECONDS,
    ) -> None:
        config = {**CONFIG, "delivery.timeout.ms": delivery_milliseconds}
        self._producer = Producer({"bootstrap.servers": bootstrap_servers, **config})
        self._stopping = stopping

    def reachable(self) -> bool:
        """Whether a broker answers."""
        try:
            self._producer.list_topics(timeout=METADATA_SECONDS)
        except KafkaException as error:
            log.warning("Kafka does not answer: %s", error)
            return False
        return True

    def publish(self, events: Sequence[Event]) -> Batch:
        """Send events and wait for the broker; each aggregate's lane stops at its first failure.

        What stands behind a failed event is not sent, or not counted as sent: it follows in a later batch,
        and consumers drop a repetition. Raises KafkaException when the producer itself is broken.
        """
        batch = Batch()
        for event in events:
            if event.aggregate_id not in batch.failures:
                self._send(event, batch)
        crashpoints.reach("relay.after_produce")
        self._await_acknowledgements()
        if batch.failures:
            first = next(iter(batch.failures.values()))
            log.error("Kafka did not take events of %d aggregates: %s", len(batch.failures), first)
        return _without_followers(events, batch)

    def _send(self, event: Event, batch: Batch) -> None:
        def done(error: KafkaError | None, message: Any) -> None:
            if error is None:
                batch.receipts[event.id] = Receipt(event.id, message.partition(), message.offset())
                return
            batch.fail(event, error)
            # Whatever still waits in the queue could overtake what failed.
            self._producer.purge(in_flight=False, blocking=False)

        try:
            self._producer.produce(
                event.topic,
                key=event.message_key,
                value=event.envelope,
                headers=event.headers,
                on_delivery=done,
            )
        except KafkaException as error:
            if error.args[0].name() == "_FATAL":
                raise
            batch.fail(event, error.args[0])
        self._producer.poll(0)

    def _await_acknowledgements(self) -> None:
        began = time.monotonic()
        while self._producer.flush(SLICE_SECONDS):
            patience = STOP_SECONDS if self._stopping.is_set() else FLUSH_SECONDS
            if time.monotonic() - began > patience:
                self._producer.purge()
                self._producer.flush(SLICE_SECONDS)
                return


def _without_followers(events: Sequence[Event], batch: Batch) -> Batch:
    """The batch without receipts that stand behind an event of the same aggregate that has none."""
    receipts, stopped = dict[int, Receipt](), set[str]()
    for event in events:
        receipt = batch.receipts.get(event.id)
        if receipt is None:
            stopped.add(event.aggregate_id)
        elif event.aggregate_id not in stopped:
            receipts[event.id] = receipt
    return Batch(receipts, batch.failures)
