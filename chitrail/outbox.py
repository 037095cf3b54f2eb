"""The outbox row of an event: written in the transaction that makes the event true."""

from datetime import datetime
from typing import Any

from chitrail import envelope
from chitrail.clock import now
from chitrail.events import Event
from chitrail.ids import new_id

INSERT_OUTBOX = """
INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
VALUES (%(event_id)s, %(outlet_id)s, %(topic)s, %(aggregate_id)s, %(sequence)s, %(message_key)s,
        %(envelope)s::jsonb)
"""
"""For psycopg; SQLAlchemy callers insert the same columns into their own table object."""


def outbox_row(
    event: Event,
    *,
    outlet_id: str,
    aggregate_id: str,
    sequence: int,
    source: str,
    occurred_at: datetime | None = None,
) -> dict[str, Any]:
    """Columns of the outbox row; `envelope` is JSON text.

    `sequence` is the aggregate's counter after `UPDATE ... SET seq = seq + 1 RETURNING seq` in the same
    transaction: its row lock is what orders the events of one aggregate.
    """
    event_id = new_id()
    wrapped = envelope.wrap(
        event,
        event_id=event_id,
        source=source,
        aggregate_id=aggregate_id,
        sequence=sequence,
        time=occurred_at or now(),
    )
    return {
        "event_id": event_id,
        "outlet_id": outlet_id,
        "topic": event.topic,
        "aggregate_id": aggregate_id,
        "sequence": sequence,
        "message_key": envelope.kafka_key(outlet_id, aggregate_id),
        "envelope": envelope.encode(wrapped).decode(),
    }
