"""What has to happen later on the sandbox's clock: kept in the store, done by the first who looks."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping

from sandbox.store import Store, Transaction

NAP_SECONDS = 0.25

log = logging.getLogger(__name__)

Action = Callable[[Transaction, str], None]


def schedule(store: Transaction, seconds: float, action: str, entity_id: str) -> None:
    """Do `action` on an entity so many seconds from now."""
    store.connection.execute(
        "INSERT INTO agenda (due_at, action, entity_id) VALUES (?, ?, ?)",
        (store.moment() + seconds, action, entity_id),
    )


class Agenda:
    """Does due work with the named actions. An action looks itself whether there is still something to do."""

    def __init__(self, actions: Mapping[str, Action]) -> None:
        self.actions = actions

    def do_due(self, store: Transaction) -> bool:
        """Everything due by now, earliest first; whether there was anything."""
        done = False
        while True:
            row = store.connection.execute(
                "SELECT seq, action, entity_id FROM agenda WHERE due_at <= ? ORDER BY due_at, seq LIMIT 1",
                (store.moment(),),
            ).fetchone()
            if row is None:
                return done
            done = True
            store.connection.execute("DELETE FROM agenda WHERE seq = ?", (row["seq"],))
            self.actions[row["action"]](store, row["entity_id"])


class Ticker(threading.Thread):
    """Opens a transaction four times a second, so that due work is done when nobody calls."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="agenda", daemon=True)
        self.store = store
        self.stopped = threading.Event()

    def run(self) -> None:
        """Tick for ever; a store that is busy for long is looked at again."""
        while not self.stopped.wait(NAP_SECONDS):
            try:
                with self.store.transaction(wakes=False):
                    pass
            except sqlite3.OperationalError as error:
                log.warning("the agenda waits: %s", error)
