"""The CloudEvents 1.0 envelope around every event, and the Kafka key that orders it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chitrail import tracing
from chitrail.errors import InvalidInput
from chitrail.events import EVENTS, Event

SPEC_VERSION = "1.0"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """CloudEvents JSON format; `sequence`, `outletid` and `dataversion` are extension attributes.

    So are `traceparent` and `tracestate`, those of CloudEvents' distributed tracing.

    `sequence` counts the events of one aggregate (`subject`) from 1 without a gap, over all topics.
    """

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    outletid: str
    data: Any
    specversion: str = SPEC_VERSION
    datacontenttype: str = "application/json"
    dataversion: int = 1
    traceparent: str | UnsetType = UNSET
    tracestate: str | UnsetType = UNSET


def kafka_key(outlet_id: str, aggregate_id: str) -> str:
    """Kafka key: all events of one aggregate share a partition, and so keep their order."""
    return f"{outlet_id}/{aggregate_id}"


def wrap(
    event: Event, *, event_id: UUID, source: str, aggregate_id: str, sequence: int, time: datetime
) -> Envelope:
    """Envelope of an event in the current trace; `source` names the service, such as "chitrail/api"."""
    trace = tracing.current()
    return Envelope(
        id=event_id,
        source=source,
        type=event.topic,
        subject=aggregate_id,
        time=time,
        sequence=sequence,
        outletid=getattr(event, "outlet_id"),  # noqa: B009 - every event class has it
        data=event,
        dataversion=event.version,
        traceparent=trace.parent if trace else UNSET,
        tracestate=trace.state if trace and trace.state else UNSET,
    )


def encode(envelope: Envelope) -> bytes:
    """JSON bytes as they stand in the outbox and in Kafka."""
    return msgspec.json.encode(envelope)


def decode(raw: bytes) -> tuple[Envelope, Event]:
    """Envelope and typed event; one of an older version too: what it lacks has a default.

    Raises InvalidInput when the bytes are not such an envelope, or its type or version is unknown:
    the consumer sets the record aside as a dead letter.
    """
    try:
        envelope = msgspec.json.decode(raw, type=Envelope)
        kind = EVENTS[envelope.type]
        known = 1 <= envelope.dataversion <= kind.version
        if not known or envelope.specversion != SPEC_VERSION:
            raise InvalidInput(
                f"{envelope.type} version {envelope.dataversion} is not known", field="dataversion"
            )
        return envelope, msgspec.convert(envelope.data, kind)
    except KeyError as error:
        raise InvalidInput(f"unknown event type {error}", field="type") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidInput(f"not a valid event: {error}", field="data") from error
