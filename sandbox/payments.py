"""Payments: created by a customer at the checkout; authorized -> captured, or failed."""

import hmac
from hashlib import sha256
from typing import Any

from sandbox import orders, validation, webhooks
from sandbox.errors import ApiError, unknown_id
from sandbox.fees import fee_and_tax
from sandbox.instruments import Outcome, attempt
from sandbox.store import Entity, Transaction, now


def pay(store: Transaction, order_id: str, method: str, fields: dict[str, str]) -> Entity:
    """What a customer does on the checkout page: one attempt at an order.

    Returns the payment, captured, authorized or failed. Raises ApiError when the order is unknown or paid.
    """
    order = orders.fetch(store, order_id)
    if order["status"] == "paid":
        raise ApiError("Payment already done for this order.", reason="order_already_paid")
    outcome = attempt(method, fields)
    payment = _new(store, order, outcome)
    order["attempts"] += 1
    order["status"] = "attempted"
    store.save(order)
    store.add("payment", payment, order_id)
    if outcome.reason:
        webhooks.enqueue(store, "payment.failed", payment=payment)
        return payment
    webhooks.enqueue(store, "payment.authorized", payment=payment)
    if order[orders.CAPTURE] == orders.AUTOMATIC:
        _capture(store, payment, order)
    return payment


def capture(store: Transaction, payment_id: str, fields: dict[str, Any]) -> Entity:
    """Capture an authorized payment; the amount must equal what was authorized."""
    payment = fetch(store, payment_id)
    amount = validation.amount(fields.get("amount"))
    validation.currency(fields.get("currency", "INR"))
    if payment["status"] == "captured":
        raise ApiError("This payment has already been captured", reason="payment_already_captured")
    if payment["status"] != "authorized":
        raise ApiError(
            "Only payments which have been authorized and not yet captured can be captured"
        )
    if amount != payment["amount"]:
        raise ApiError("Capture amount must be equal to the amount authorized", field="amount")
    _capture(store, payment, orders.fetch(store, payment["order_id"]))
    return payment


def fetch(store: Transaction, payment_id: str) -> Entity:
    """Raises ApiError when there is no such payment."""
    payment = store.get(payment_id, "payment")
    if payment is None:
        raise unknown_id()
    return payment


def change_notes(store: Transaction, payment_id: str, fields: dict[str, Any]) -> Entity:
    """Only the notes of a payment can be changed."""
    validation.only(fields, {"notes"})
    payment = fetch(store, payment_id)
    payment["notes"] = validation.notes(fields.get("notes"))
    store.save(payment)
    return payment


def checkout_signature(order_id: str, payment_id: str, key_secret: str) -> str:
    """HMAC-SHA256 of `order_id|payment_id` with the key secret, in hex, as the checkout hands over."""
    return hmac.new(key_secret.encode(), f"{order_id}|{payment_id}".encode(), sha256).hexdigest()


def _new(store: Transaction, order: Entity, outcome: Outcome) -> Entity:
    failed = bool(outcome.reason)
    return {
        "id": store.new_id("pay_"),
        "entity": "payment",
        "amount": order["amount"],
        "currency": order["currency"],
        "status": "failed" if failed else "authorized",
        "order_id": order["id"],
        "invoice_id": None,
        "international": False,
        "method": outcome.method,
        "amount_refunded": 0,
        "refund_status": None,
        "captured": False,
        "description": None,
        "card_id": store.new_id("card_") if outcome.method == "card" else None,
        "bank": outcome.details.get("bank"),
        "wallet": None,
        "vpa": outcome.details.get("vpa"),
        "email": "guest@example.com",
        "contact": "+919999999999",
        "notes": order["notes"],
        "fee": None,
        "tax": None,
        "error_code": "BAD_REQUEST_ERROR" if failed else None,
        "error_description": outcome.description or None,
        "error_source": "customer" if failed else None,
        "error_step": "payment_authentication" if failed else None,
        "error_reason": outcome.reason or None,
        "acquirer_data": {} if failed else {"rrn": f"{now():012d}"},
        "created_at": now(),
    }


def _capture(store: Transaction, payment: Entity, order: Entity) -> None:
    fee, tax = fee_and_tax(payment["amount"])
    payment.update(status="captured", captured=True, fee=fee, tax=tax)
    store.save(payment)
    order.update(status="paid", amount_paid=order["amount"], amount_due=0)
    store.save(order)
    store.connection.execute(
        """INSERT INTO ledger (entity_id, type, payment_id, order_id, credit, debit, fee, tax, created_at)
           VALUES (?, 'payment', ?, ?, ?, 0, ?, ?, ?)""",
        (payment["id"], payment["id"], order["id"], payment["amount"] - fee, fee, tax, now()),
    )
    webhooks.enqueue(store, "payment.captured", payment=payment)
    webhooks.enqueue(store, "order.paid", payment=payment, order=orders.public(order))
