"""Writing events into the outbox, on the connection whose transaction makes them true."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

_INSERT = text("""
INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
VALUES (:event_id, :outlet_id, :topic, :aggregate_id, :sequence, :message_key, CAST(:envelope AS jsonb))
""")


def append(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows made by chitrail.outbox.outbox_row; they are published after the commit."""
    connection.execute(_INSERT, list(rows))
