"""Refunds: full or partial, at once or pending first, with the gateway's idempotency header."""

import json
import re
from http import HTTPStatus
from typing import Any

from sandbox import agenda, payments, refund_entity, validation, webhooks
from sandbox.errors import ApiError, unknown_id
from sandbox.store import Entity, Transaction

FIELDS = {"amount", "speed", "notes", "receipt"}
KEY = re.compile(r"[A-Za-z0-9_-]{10,}")
OLDEST_SECONDS = 180 * 86_400
FAILING_INSTANT_PAISE = 2468
"""An instant refund of Rs 24.68 fails, as in the gateway's test mode."""
SETTLE = "settle_refund"


def create(
    store: Transaction, payment_id: str, fields: dict[str, Any], key: str | None, seconds: float
) -> Entity:
    """Refund a captured payment, whole when no amount is given; processed after so many seconds.

    The same key with the same body gives the same refund; with another body 409. Raises ApiError.
    """
    validation.only(fields, FIELDS)
    payment = payments.fetch(store, payment_id)
    if key is not None and (known := _known(store, payment_id, key, fields)):
        return known
    amount = _allowed(payment, fields)
    refund = refund_entity.new(store, payment, amount, fields)
    _take_back(store, payment, amount)
    store.add("refund", refund, payment["id"])
    webhooks.enqueue(store, "refund.created", payment=payment, refund=refund)
    if seconds > 0:
        agenda.schedule(store, seconds, SETTLE, refund["id"])
    else:
        refund = settle(store, refund["id"])
    if key is not None:
        store.connection.execute(
            "INSERT INTO refund_key (key, payment_id, request, refund_id) VALUES (?, ?, ?, ?)",
            (key, payment_id, _canonical(fields), refund["id"]),
        )
    return refund


def settle(store: Transaction, refund_id: str) -> Entity:
    """A pending refund comes to its end: processed, or failed with the money back on the payment."""
    refund = fetch(store, refund_id)
    payment = payments.fetch(store, refund["payment_id"])
    if _fails(store, payment, refund):
        refund["status"] = "failed"
        _take_back(store, payment, -refund["amount"])
        event = "refund.failed"
    else:
        refund_entity.processed(refund, payment)
        refund_entity.book(store, payment, refund, debit=refund["amount"])
        event = "refund.processed"
    store.save(refund)
    webhooks.enqueue(store, event, payment=payment, refund=refund)
    return refund


def settle_due(store: Transaction, refund_id: str) -> None:
    """The agenda's end of a pending refund."""
    settle(store, refund_id)


def fetch(store: Transaction, refund_id: str, payment_id: str | None = None) -> Entity:
    """Raises ApiError when there is no such refund, or not of this payment."""
    refund = store.get(refund_id, "refund")
    if refund is None or payment_id not in (None, refund["payment_id"]):
        raise unknown_id()
    return refund


def change_notes(store: Transaction, refund_id: str, fields: dict[str, Any]) -> Entity:
    """Only the notes of a refund can be changed."""
    validation.only(fields, {"notes"})
    refund = fetch(store, refund_id)
    refund["notes"] = validation.notes(fields.get("notes"))
    store.save(refund)
    return refund


def _allowed(payment: Entity, fields: dict[str, Any]) -> int:
    """The amount to refund. Raises ApiError when the payment cannot give it."""
    left: int = payment["amount"] - payment["amount_refunded"]
    if not payment["captured"]:
        raise ApiError("The payment status should be captured for action to be taken")
    if left == 0:
        raise ApiError(
            "The payment has been fully refunded already", reason="payment_fully_refunded"
        )
    amount = left if fields.get("amount") is None else validation.amount(fields["amount"])
    if amount > left:
        raise ApiError(
            "The refund amount provided is greater than amount captured",
            field="amount",
            reason="refund_amount_greater",
        )
    return amount


def _fails(store: Transaction, payment: Entity, refund: Entity) -> bool:
    if refund["speed_requested"] == "optimum":
        return bool(refund["amount"] == FAILING_INSTANT_PAISE)
    age: int = store.now() - payment["created_at"]
    return age > OLDEST_SECONDS


def _take_back(store: Transaction, payment: Entity, amount: int) -> None:
    """Count the amount as refunded, or a negative one as not refunded after all."""
    payment["amount_refunded"] += amount
    full = payment["amount_refunded"] == payment["amount"]
    payment["refund_status"] = "full" if full else "partial" if payment["amount_refunded"] else None
    payment["status"] = "refunded" if full else "captured"
    store.save(payment)


def _known(store: Transaction, payment_id: str, key: str, fields: dict[str, Any]) -> Entity | None:
    if not KEY.fullmatch(key):
        raise ApiError("The idempotency key must be at least 10 characters of A-Z a-z 0-9 _ -")
    row = store.connection.execute(
        "SELECT request, refund_id FROM refund_key WHERE payment_id = ? AND key = ?",
        (payment_id, key),
    ).fetchone()
    if row is None:
        return None
    if row["request"] != _canonical(fields):
        raise ApiError(
            "Different request with the same idempotency key has already been processed.",
            status=HTTPStatus.CONFLICT,
        )
    return store.get(row["refund_id"])


def _canonical(fields: dict[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True)
