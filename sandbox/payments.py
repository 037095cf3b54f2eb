"""Payments: fetched, noted, captured, authorized late, given back when nobody captures them."""

import hmac
from hashlib import sha256
from typing import Any

from sandbox import agenda, auto_refunds, orders, validation, webhooks
from sandbox.errors import ApiError, unknown_id
from sandbox.fees import fee_and_tax
from sandbox.payment_entity import acquirer_data, error_fields
from sandbox.store import Entity, Transaction

MINUTE = 60
EXPIRE = "expire_payment"
AUTHORIZE = "authorize_payment"


def fetch(store: Transaction, payment_id: str) -> Entity:
    """Raises ApiError when there is no such payment."""
    payment = store.get(payment_id, "payment")
    if payment is None:
        raise unknown_id()
    return payment


def card(store: Transaction, payment_id: str) -> Entity:
    """The card of a payment. Raises ApiError when it was made another way."""
    found: Entity | None = fetch(store, payment_id).get("_card")
    if found is None:
        raise unknown_id()
    return found


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


def capture(store: Transaction, payment_id: str, fields: dict[str, Any]) -> Entity:
    """Capture an authorized payment; the amount must equal what was authorized. Raises ApiError."""
    validation.only(fields, {"amount", "currency"})
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
    if orders.fetch(store, payment["order_id"])["status"] == "paid":
        raise ApiError(
            "Your payment has been declined as the order is already paid. "
            "Please initiate the payment with a new order.",
            reason="order_already_paid",
        )
    take(store, payment)
    return payment


def authorized(store: Transaction, payment: Entity, *, force: bool = False) -> None:
    """The bank said yes: capture if the order wants it and is open (or `force`), or wait to be captured."""
    webhooks.enqueue(store, "payment.authorized", payment=payment)
    order = orders.fetch(store, payment["order_id"])
    age = store.now() - payment["created_at"]
    in_time = age <= order.get(orders.CAPTURE_UNTIL, orders.LONGEST_EXPIRY_MINUTES) * MINUTE
    wanted = order[orders.CAPTURE] == orders.AUTOMATIC and in_time
    if wanted and (force or order["status"] != "paid"):
        take(store, payment)
        return
    expiry = order.get(orders.REFUND_AT, orders.LONGEST_EXPIRY_MINUTES) * MINUTE
    agenda.schedule(store, max(expiry - age, 0), EXPIRE, payment["id"])


def authorize_late(store: Transaction, payment_id: str, *, force: bool = False) -> Entity:
    """A failed payment turns out to have been authorized by the bank. Raises ApiError."""
    payment = fetch(store, payment_id)
    if payment["status"] != "failed":
        raise ApiError("Only a failed payment can be authorized late", field="payment_id")
    payment.update(status="authorized", late_authorized=True, **error_fields())
    payment["acquirer_data"] = acquirer_data(payment)
    store.save(payment)
    authorized(store, payment, force=force)
    return payment


def authorize_due(store: Transaction, payment_id: str) -> None:
    """The agenda's late authorization: nothing if somebody authorized the payment by hand before."""
    if fetch(store, payment_id)["status"] == "failed":
        authorize_late(store, payment_id)


def expire(store: Transaction, payment_id: str) -> None:
    """Give an authorized payment back that nobody captured in time."""
    payment = fetch(store, payment_id)
    if payment["status"] == "authorized":
        auto_refunds.give_back(store, payment)


def take(store: Transaction, payment: Entity) -> None:
    """Capture: money in the ledger, the order paid (told once), webhooks."""
    fee, tax = fee_and_tax(payment["amount"])
    payment.update(status="captured", captured=True, fee=fee, tax=tax)
    store.save(payment)
    store.connection.execute(
        """INSERT INTO ledger (entity_id, type, payment_id, order_id, credit, debit, fee, tax, created_at)
           VALUES (?, 'payment', ?, ?, ?, 0, ?, ?, ?)""",
        (
            *(payment["id"], payment["id"], payment["order_id"], payment["amount"] - fee),
            *(fee, tax, store.now()),
        ),
    )
    webhooks.enqueue(store, "payment.captured", payment=payment)
    if payment["order_id"] is not None:
        _credit_order(store, payment)


def _credit_order(store: Transaction, payment: Entity) -> None:
    """A surplus changes nothing in the order: it is paid once, and told once to be so."""
    order = orders.fetch(store, payment["order_id"])
    if order["status"] == "paid":
        return
    paid = min(order["amount_paid"] + payment["amount"], order["amount"])
    order.update(amount_paid=paid, amount_due=order["amount"] - paid)
    if order["amount_due"] == 0:
        order["status"] = "paid"
    store.save(order)
    if order["status"] == "paid":
        webhooks.enqueue(store, "order.paid", payment=payment, order=order)
