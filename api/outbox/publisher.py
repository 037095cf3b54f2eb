"""Sending outbox rows to Kafka: idempotent, acknowledged by all replicas, in order per aggregate."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Producer

log = logging.getLogger(__name__)

DELIVERY_MILLISECONDS = 30_000
FLUSH_SECONDS = 35.0
METADATA_SECONDS = 5.0
CONFIG: dict[str, Any] = {
    "acks": "all",
    "enable.idempotence": True,
    "linger.ms": 5,
    "delivery.timeout.ms": DELIVERY_MILLISECONDS,
    "socket.keepalive.enable": True,
    "reconnect.backoff.max.ms": 1000,
    "log.connection.close": False,
}
CONTENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True)
class Event:
    """One outbox row to send; `envelope` is its JSON."""

    id: int
    event_id: str
    topic: str
    aggregate_id: str
    message_key: str
    envelope: bytes


@dataclass(frozen=True)
class Receipt:
    """Where the broker put an event."""

    id: int
    partition: int
    offset: int


class Publisher:
    """A producer that reports, event by event, what the broker has acknowledged."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._producer = Producer({"bootstrap.servers": bootstrap_servers, **CONFIG})

    def reachable(self) -> bool:
        """Whether a broker answers."""
        try:
            self._producer.list_topics(timeout=METADATA_SECONDS)
        except KafkaException as error:
            log.warning("Kafka does not answer: %s", error)
            return False
        return True

    def publish(self, events: Sequence[Event]) -> tuple[list[Receipt], set[str]]:
        """Receipts of what was acknowledged, and the aggregates whose lane stopped at a failed send.

        After its first failure nothing of an aggregate counts as sent, even if the broker took it: it is
        sent again behind the failed one, and consumers drop the repetition.
        """
        outcomes: dict[int, Receipt | KafkaError] = {}
        for event in events:
            self._send(event, outcomes)
        if self._producer.flush(FLUSH_SECONDS):
            self._producer.purge()
            self._producer.flush(1)
        receipts, stopped = list[Receipt](), set[str]()
        for event in events:
            outcome = outcomes.get(event.id)
            if event.aggregate_id in stopped:
                continue
            if isinstance(outcome, Receipt):
                receipts.append(outcome)
            else:
                log.error("event %s was not taken by Kafka: %s", event.event_id, outcome)
                stopped.add(event.aggregate_id)
        return receipts, stopped

    def _send(self, event: Event, outcomes: dict[int, Receipt | KafkaError]) -> None:
        def done(error: KafkaError | None, message: Any) -> None:
            outcomes[event.id] = error or Receipt(event.id, message.partition(), message.offset())

        headers: dict[str, str | bytes | None] = {
            "ce_id": event.event_id,
            "ce_type": event.topic,
            "content-type": CONTENT_TYPE,
        }
        try:
            self._producer.produce(
                event.topic,
                key=event.message_key,
                value=event.envelope,
                headers=headers,
                on_delivery=done,
            )
        except KafkaException as error:
            outcomes[event.id] = error.args[0]
        except BufferError:
            self._producer.flush(FLUSH_SECONDS)
            self._producer.produce(
                event.topic,
                key=event.message_key,
                value=event.envelope,
                headers=headers,
                on_delivery=done,
            )
        self._producer.poll(0)
