"""Refunds: full or partial, with the gateway's idempotency header."""

import json
import re
from http import HTTPStatus
from typing import Any

from sandbox import payments, validation, webhooks
from sandbox.errors import ApiError, unknown_id
from sandbox.store import Entity, Transaction, now

FIELDS = {"amount", "speed", "notes", "receipt"}
KEY = re.compile(r"[A-Za-z0-9_-]{10,}")
LONGEST_RECEIPT = 40


def create(store: Transaction, payment_id: str, fields: dict[str, Any], key: str | None) -> Entity:
    """Refund a captured payment, whole when no amount is given.

    The same key with the same body gives the same refund; with another body 409. Raises ApiError.
    """
    validation.only(fields, FIELDS)
    payment = payments.fetch(store, payment_id)
    if key is not None and (known := _known(store, payment_id, key, fields)):
        return known
    left = payment["amount"] - payment["amount_refunded"]
    if payment["status"] not in ("captured", "refunded"):
        raise ApiError("The payment status should be captured for action to be taken")
    if left == 0:
        raise ApiError(
            "The payment has been fully refunded already", reason="payment_fully_refunded"
        )
    amount = validation.amount(fields["amount"]) if "amount" in fields else left
    if amount > left:
        raise ApiError(
            "The refund amount provided is greater than amount captured",
            field="amount",
            reason="refund_amount_greater",
        )
    refund = _new(store, payment, amount, fields)
    _book(store, payment, refund)
    if key is not None:
        store.connection.execute(
            "INSERT INTO refund_key (key, payment_id, request, refund_id) VALUES (?, ?, ?, ?)",
            (key, payment_id, _canonical(fields), refund["id"]),
        )
    return refund


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


def _new(store: Transaction, payment: Entity, amount: int, fields: dict[str, Any]) -> Entity:
    speed = fields.get("speed", "normal")
    if speed not in ("normal", "optimum"):
        raise ApiError("The speed must be normal or optimum", field="speed")
    return {
        "id": store.new_id("rfnd_"),
        "entity": "refund",
        "amount": amount,
        "currency": payment["currency"],
        "payment_id": payment["id"],
        "notes": validation.notes(fields.get("notes")),
        "receipt": validation.text(fields.get("receipt"), "receipt", LONGEST_RECEIPT),
        "acquirer_data": {"arn": f"{now():023d}"},
        "created_at": now(),
        "batch_id": None,
        "status": "processed",
        "speed_requested": speed,
        "speed_processed": "instant" if speed == "optimum" else "normal",
    }


def _book(store: Transaction, payment: Entity, refund: Entity) -> None:
    payment["amount_refunded"] += refund["amount"]
    full = payment["amount_refunded"] == payment["amount"]
    payment["refund_status"] = "full" if full else "partial"
    payment["status"] = "refunded" if full else "captured"
    store.save(payment)
    store.add("refund", refund, payment["id"])
    store.connection.execute(
        """INSERT INTO ledger (entity_id, type, payment_id, order_id, credit, debit, fee, tax, created_at)
           VALUES (?, 'refund', ?, ?, 0, ?, 0, 0, ?)""",
        (refund["id"], payment["id"], payment["order_id"], refund["amount"], now()),
    )
    for event in ("refund.created", "refund.processed"):
        webhooks.enqueue(store, event, payment=payment, refund=refund)
