"""What the tables say, kept in PostgreSQL for the manager's page: what changed, once a second."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from chitrail.clock import now
from streams.sink import Sink

KEPT = timedelta(hours=2)
"""The page looks back an hour."""

Place = tuple[str, str, str, datetime, int]
"""Kind, outlet, subject, minute and partition of a row."""

_WRITE = """
INSERT INTO live_figures AS known (kind, outlet_id, subject, minute, partition, numbers)
SELECT %s, id, %s, %s, %s, %s FROM outlets WHERE id = %s
ON CONFLICT (outlet_id, kind, subject, minute, partition)
  DO UPDATE SET numbers = EXCLUDED.numbers, updated_at = now()
  WHERE known.numbers IS DISTINCT FROM EXCLUDED.numbers
"""
_FORGET = "DELETE FROM live_figures WHERE minute < %s"


class Board:
    """Rows that are to be written; a database that is away is waited for, the newest state goes then."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._changed: dict[Place, list[int]] = {}

    def put(self, place: Place, by_cause: Mapping[str, int]) -> None:
        """What a window holds now; one that is too old to be shown is left out."""
        if place[3] > now() - KEPT:
            self._changed[place] = sorted(by_cause.values())

    async def write(self) -> None:
        """Write what changed since the last time, and forget what nobody looks at any more."""
        rows, self._changed = self._changed, {}

        async def once(connection: AsyncConnection[Any]) -> None:
            for (kind, outlet_id, subject, minute, partition), numbers in rows.items():
                given = (kind, subject, minute, partition, numbers, outlet_id)
                await connection.execute(_WRITE, given)
            await connection.execute(_FORGET, (now() - KEPT,))

        await self._sink.transact(once)
