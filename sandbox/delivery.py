"""The thread that delivers webhooks: at least once, with growing pauses, and badly when a fault says so."""

import logging
import threading
import time
from sqlite3 import Row

import requests

from sandbox.settings import SandboxSettings
from sandbox.store import Store, Transaction
from sandbox.webhooks import signature

TIMEOUT_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 3600.0
IDLE_SECONDS = 1.0
BATCH = 20

log = logging.getLogger(__name__)


class Deliverer(threading.Thread):
    """Sends what is due, oldest first. After a failure the pause doubles; after a day it gives up.

    It lives on the real clock: setting the sandbox's clock forward does not age what waits for delivery.
    """

    def __init__(self, store: Store, settings: SandboxSettings) -> None:
        super().__init__(name="webhooks", daemon=True)
        self.store = store
        self.settings = settings
        self.session = requests.Session()

    def run(self) -> None:
        """Deliver for ever."""
        while True:
            self.store.changed.clear()
            if not self._deliver_due():
                self.store.changed.wait(self._nap())

    def _nap(self) -> float:
        with self.store.transaction(wakes=False) as transaction:
            row = transaction.connection.execute("SELECT min(next_at) FROM webhook").fetchone()
        return (
            IDLE_SECONDS if row[0] is None else min(max(row[0] - time.time(), 0.01), IDLE_SECONDS)
        )

    def _deliver_due(self) -> bool:
        with self.store.transaction(wakes=False) as transaction:
            due = transaction.connection.execute(
                "SELECT * FROM webhook WHERE next_at <= ? ORDER BY seq LIMIT ?",
                (time.time(), BATCH),
            ).fetchall()
            signatures = {row["event_id"]: self._signed(transaction, row) for row in due}
        for row in due:
            self._record(row, self._send(row, signatures[row["event_id"]]))
        return bool(due)

    def _signed(self, store: Transaction, row: Row) -> str:
        """The signature of the first attempt, also when the secret has changed since."""
        if row["signature"]:
            return str(row["signature"])
        fresh = signature(row["body"].encode(), self.settings.webhook_secret)
        store.connection.execute(
            "UPDATE webhook SET signature = ? WHERE event_id = ?", (fresh, row["event_id"])
        )
        return fresh

    def _send(self, row: Row, signed: str) -> str:
        headers = {
            "Content-Type": "application/json",
            "X-Razorpay-Signature": signed,
            "x-razorpay-event-id": row["event_id"],
        }
        try:
            response = self.session.post(
                self.settings.webhook_url,
                data=row["body"].encode(),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return type(error).__name__
        return str(response.status_code)

    def _record(self, row: Row, status: str) -> None:
        attempts = row["attempts"] + 1
        moment = time.time()
        if status.startswith("2"):
            self._delivered(row, attempts, status, moment)
            return
        pause = min(self.settings.backoff_seconds * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
        given_up = moment + pause > row["created_at"] + self.settings.give_up_seconds
        end = ", given up" * given_up
        log.warning("webhook %s: %s, attempt %d%s", row["event_id"], status, attempts, end)
        shown = f"disabled after {status}" if given_up else status
        next_at = None if given_up else moment + pause
        self._save(row, attempts, shown, next_at, None, row["copies"])

    def _delivered(self, row: Row, attempts: int, status: str, moment: float) -> None:
        copies = row["copies"] - 1
        next_at = moment if copies > 0 else None
        self._save(row, attempts, status, next_at, moment, max(copies, 1))
        with self.store.transaction() as transaction:
            transaction.connection.execute(
                """UPDATE webhook SET next_at = ? WHERE fault = 'webhook_reorder' AND attempts = 0
                   AND next_at > ? AND seq < ?""",
                (moment, moment, row["seq"]),
            )

    def _save(
        self,
        row: Row,
        attempts: int,
        status: str,
        next_at: float | None,
        delivered_at: float | None,
        copies: int,
    ) -> None:
        """Note what became of a delivery, unless somebody asked for another meanwhile: that is still due."""
        with self.store.transaction(wakes=False) as transaction:
            transaction.connection.execute(
                """UPDATE webhook SET attempts = ?, last_status = ?, next_at = ?, delivered_at = ?,
                   copies = ? WHERE event_id = ? AND next_at = ?""",
                (attempts, status, next_at, delivered_at, copies, row["event_id"], row["next_at"]),
            )
