"""The feed of one gateway process: what its screens have been pushed, and what comes next.

Nothing is kept here that PostgreSQL does not have: a process that dies takes only positions with it, and
its screens come back with the last number they showed.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from api.database import Database
from api.realtime import queries
from api.realtime.metrics import DELAY, PUSHED, REPLAYED
from api.realtime.schemas import Notification
from chitrail import crashpoints
from chitrail.clock import now
from chitrail.events import Ticket

MOST_REPLAYED = 500
"""A screen further behind gets a snapshot instead of every step it missed."""

Emit = Callable[[str, dict[str, Any]], None]
"""Sends a notification to a room; each connection is also a room of its own."""


@dataclass(frozen=True)
class Joined:
    """What a screen learns on joining: the newest number, and all open tickets when it starts fresh.

    `is_fresh`: it got none of the numbers before the newest.
    """

    head_seq: int
    snapshot: list[Ticket] | None
    is_fresh: bool


class Feed:
    """Positions and listeners by audience. Only audiences that somebody listens to are read."""

    def __init__(self, database: Database, emit: Emit) -> None:
        self._database = database
        self._emit = emit
        # Sending to a screen whose line is dead ends its connection at once, which comes back to `leave`.
        self._lock = threading.RLock()
        self._positions: dict[str, int] = {}
        self._listeners: dict[str, set[str]] = {}

    def join(
        self, connection_id: str, audience: str, last_seq: int | None, enter: Callable[[], None]
    ) -> Joined:
        """Send what the screen missed and let it `enter` the room; then it hears everything.

        The lock keeps the push away meanwhile, so that nothing falls between the two.
        """
        with self._lock, self._database.transaction() as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            head = queries.head(connection, audience)
            upto = self._positions.get(audience, head)
            missed: list[Notification] = []
            snapshot: list[Ticket] | None = None
            replayed = last_seq is not None and head - MOST_REPLAYED <= last_seq <= head
            if last_seq is not None and replayed:
                missed = queries.between(connection, audience, last_seq, upto)
            elif audience.startswith("kds/"):
                _, outlet_id, station = audience.split("/", 2)
                snapshot = queries.open_tickets(connection, outlet_id, station)
            enter()
            self._positions[audience] = upto
            self._listeners.setdefault(audience, set()).add(connection_id)
            for notification in missed:
                self._emit(connection_id, msgspec.to_builtins(notification))
        REPLAYED.inc(len(missed))
        return Joined(head, snapshot, not replayed)

    def leave(self, connection_id: str) -> None:
        """Forget a connection, and the audiences that nobody is left to hear."""
        with self._lock:
            for audience, listeners in list(self._listeners.items()):
                listeners.discard(connection_id)
                if not listeners:
                    del self._listeners[audience], self._positions[audience]

    def push(self) -> None:
        """Send everything new to the rooms."""
        while self._push_batch() >= queries.BATCH:
            pass

    def _push_batch(self) -> int:
        with self._lock:
            if not self._positions:
                return 0
            with self._database.autocommit() as connection:
                fresh = queries.after(connection, self._positions)
            at = now()
            for notification in fresh:
                crashpoints.reach("realtime.before_emit")
                self._emit(notification.audience, msgspec.to_builtins(notification))
                crashpoints.reach("realtime.after_emit")
                if notification.audience in self._positions:
                    self._positions[notification.audience] = notification.seq
                PUSHED.labels(notification.kind).inc()
                DELAY.observe(max(0.0, (at - notification.created_at).total_seconds()))
            return len(fresh)
