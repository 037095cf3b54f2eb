"""The refund entity: what a new refund looks like, and its line in the ledger."""

from typing import Any

from sandbox import validation
from sandbox.payment_entity import digits
from sandbox.store import Entity, Transaction

LONGEST_RECEIPT = 40
SPEEDS = ("normal", "optimum")


def new(store: Transaction, payment: Entity, amount: int, fields: dict[str, Any]) -> Entity:
    """A pending refund. Raises ApiError when a field is not valid."""
    return {
        "id": store.new_id("rfnd_"),
        "entity": "refund",
        "amount": amount,
        "currency": payment["currency"],
        "payment_id": payment["id"],
        "notes": validation.notes(fields.get("notes")),
        "receipt": validation.text(fields.get("receipt"), "receipt", LONGEST_RECEIPT),
        "acquirer_data": {_reference(payment): None},
        "created_at": store.now(),
        "batch_id": None,
        "status": "pending",
        "speed_requested": validation.choice(fields.get("speed", "normal"), "speed", SPEEDS),
        "speed_processed": "normal",
    }


def processed(refund: Entity, payment: Entity) -> None:
    """The bank has it: its reference number, and how fast it went."""
    instant = refund["speed_requested"] == "optimum"
    refund["status"] = "processed"
    refund["acquirer_data"] = {_reference(payment): digits(refund["id"], 12)}
    refund["speed_processed"] = "instant" if instant else "normal"


def book(store: Transaction, payment: Entity, refund: Entity, *, debit: int) -> None:
    """The refund's line in the ledger, at the moment it is processed."""
    store.connection.execute(
        """INSERT INTO ledger (entity_id, type, payment_id, order_id, credit, debit, fee, tax, created_at)
           VALUES (?, 'refund', ?, ?, 0, ?, 0, 0, ?)""",
        (refund["id"], payment["id"], payment["order_id"], debit, store.now()),
    )


def _reference(payment: Entity) -> str:
    return {"card": "arn", "upi": "rrn"}.get(payment["method"], "utr")
