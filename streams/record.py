"""A Kafka record as it came: bytes that nobody has trusted yet."""

from dataclasses import dataclass, field
from datetime import timedelta

from chitrail import tracing
from chitrail.clock import now
from chitrail.envelope import Envelope, decode, kafka_key
from chitrail.errors import InvalidInput
from chitrail.events import Event

FUTURE_LIMIT = timedelta(days=1)
"""How far ahead of our clock an event may claim to be; clocks differ, days do not."""


@dataclass(frozen=True)
class Record:
    """One message with its place on the topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes] = field(default_factory=dict)

    @property
    def trace(self) -> tuple[str, str]:
        """`traceparent` and `tracestate` as the headers have them; empty where they have none."""
        parent, state = (self.headers.get(name, b"") for name in (tracing.PARENT, tracing.STATE))
        return parent.decode("latin-1"), state.decode("latin-1")

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}@{self.offset}"


def read_event(record: Record) -> tuple[Envelope, Event]:
    """Envelope and event of a record.

    Raises InvalidInput when the bytes are not an event, or not one that belongs on this topic under this
    key: an event under another key would lose its place in the order of its aggregate.
    """
    envelope, event = decode(record.value or b"")
    if envelope.type != record.topic:
        raise InvalidInput(f"{envelope.type} does not belong on {record.topic}", field="type")
    if envelope.outletid != getattr(event, "outlet_id", None):
        raise InvalidInput("the envelope and the event name two outlets", field="outletid")
    if record.key != kafka_key(envelope.outletid, envelope.subject).encode():
        raise InvalidInput(f"the key {record.key!r} is not that of the aggregate", field="key")
    if envelope.time.tzinfo is None or envelope.time > now() + FUTURE_LIMIT:
        raise InvalidInput("the time has no zone or lies in the future", field="time")
    return envelope, event
