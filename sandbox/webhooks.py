"""Webhooks: queued in the transaction that causes them, as snapshots, for the thread that delivers."""

import hmac
import json
import time
from hashlib import sha256

from sandbox import faults
from sandbox.faults import Fault
from sandbox.store import Entity, Transaction, public

ACCOUNT = "acc_ChitrailSandbx"
HELD_SECONDS = 60.0


def enqueue(store: Transaction, event: str, **entities: Entity) -> None:
    """Queue one event; the payload is a snapshot of the entities as they are now."""
    body = {
        "entity": "event",
        "account_id": ACCOUNT,
        "event": event,
        "contains": list(entities),
        "payload": {name: {"entity": snapshot(entity)} for name, entity in entities.items()},
        "created_at": store.now(),
    }
    event_id = store.new_id("evt_")
    moment = time.time()
    fault = faults.strike(store, faults.WEBHOOK, f"WEBHOOK {event}")
    next_at, copies = _delivery(fault, moment, event_id)
    store.connection.execute(
        """INSERT INTO webhook (event_id, event, body, created_at, next_at, fault, copies, last_status)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            event_id,
            event,
            json.dumps(body, separators=(",", ":")),
            moment,
            next_at,
            fault.kind if fault else "",
            copies,
            "lost" if next_at is None else "",
        ),
    )


def snapshot(entity: Entity) -> Entity:
    """The entity as a webhook shows it: with the whole card, where the API gives only its id."""
    shown = public(entity)
    if entity.get("_card"):
        shown["card"] = entity["_card"]
    return shown


def resend(store: Transaction, event_id: str) -> bool:
    """Deliver an event again under its id, signed anew; False when there is no such event."""
    changed = store.connection.execute(
        """UPDATE webhook SET next_at = ?, delivered_at = NULL, last_status = '', created_at = ?,
           signature = ''
           WHERE event_id = ?""",
        (time.time(), time.time(), event_id),
    )
    return changed.rowcount == 1


def signature(body: bytes, secret: str) -> str:
    """HMAC-SHA256 of the raw body, in hex, as `X-Razorpay-Signature` carries it."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def _delivery(fault: Fault | None, moment: float, event_id: str) -> tuple[float | None, int]:
    """When to send first (None: never) and how often."""
    if fault is None:
        return moment, 1
    if fault.kind == "webhook_lost":
        return None, 1
    if fault.kind == "webhook_duplicate":
        return moment, 2 + ord(event_id[-1]) % 2
    return moment + fault.pause(HELD_SECONDS), 1
