"""Webhooks: queued in the transaction that causes them, delivered at least once by a thread."""

import hmac
import json
import logging
import threading
import time
from hashlib import sha256

import requests

from sandbox.settings import SandboxSettings
from sandbox.store import Entity, Store, Transaction, now

TIMEOUT_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 3600.0
IDLE_SECONDS = 1.0
BATCH = 20
ACCOUNT = "acc_ChitrailSandbx"

log = logging.getLogger(__name__)


def enqueue(store: Transaction, event: str, **entities: Entity) -> None:
    """Queue one event; the payload is a snapshot of the entities as they are now."""
    body = {
        "entity": "event",
        "account_id": ACCOUNT,
        "event": event,
        "contains": list(entities),
        "payload": {name: {"entity": dict(entity)} for name, entity in entities.items()},
        "created_at": now(),
    }
    moment = time.time()
    store.connection.execute(
        "INSERT INTO webhook (event_id, event, body, created_at, next_at) VALUES (?, ?, ?, ?, ?)",
        (store.new_id("evt_"), event, json.dumps(body, separators=(",", ":")), moment, moment),
    )


def resend(store: Transaction, event_id: str) -> None:
    """Deliver an event again, delivered or given up; it keeps its id."""
    store.connection.execute(
        "UPDATE webhook SET next_at = ?, delivered_at = NULL WHERE event_id = ?",
        (time.time(), event_id),
    )


def signature(body: bytes, secret: str) -> str:
    """HMAC-SHA256 of the raw body, in hex, as `X-Razorpay-Signature` carries it."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


class Deliverer(threading.Thread):
    """Sends what is due, oldest first. After a failure the pause doubles; after a day it gives up."""

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
                self.store.changed.wait(IDLE_SECONDS)

    def _deliver_due(self) -> bool:
        with self.store.transaction(wakes=False) as transaction:
            due = transaction.connection.execute(
                "SELECT * FROM webhook WHERE next_at <= ? ORDER BY seq LIMIT ?",
                (time.time(), BATCH),
            ).fetchall()
        for row in due:
            status = self._send(row["event_id"], row["body"].encode())
            self._record(row["event_id"], row["created_at"], row["attempts"] + 1, status)
        return bool(due)

    def _send(self, event_id: str, body: bytes) -> str:
        headers = {
            "Content-Type": "application/json",
            "X-Razorpay-Signature": signature(body, self.settings.webhook_secret),
            "x-razorpay-event-id": event_id,
        }
        try:
            response = self.session.post(
                self.settings.webhook_url,
                data=body,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return type(error).__name__
        return str(response.status_code)

    def _record(self, event_id: str, created_at: float, attempts: int, status: str) -> None:
        delivered = status.startswith("2")
        pause = min(self.settings.backoff_seconds * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
        moment = time.time()
        given_up = not delivered and moment + pause > created_at + self.settings.give_up_seconds
        if not delivered:
            log.warning(
                "webhook %s: %s, attempt %d%s", event_id, status, attempts, ", given up" * given_up
            )
        with self.store.transaction(wakes=False) as transaction:
            transaction.connection.execute(
                """UPDATE webhook SET attempts = ?, last_status = ?, next_at = ?, delivered_at = ?
                   WHERE event_id = ?""",
                (
                    attempts,
                    "disabled after " + status if given_up else status,
                    None if delivered or given_up else moment + pause,
                    moment if delivered else None,
                    event_id,
                ),
            )
