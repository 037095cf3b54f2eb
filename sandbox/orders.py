"""Orders: created -> attempted -> paid."""

from typing import Any

from sandbox import validation
from sandbox.errors import ApiError, unknown_id
from sandbox.store import Entity, Transaction, now

FIELDS = {
    "amount",
    "currency",
    "receipt",
    "notes",
    "partial_payment",
    "first_payment_min_amount",
    "payment",
}
LONGEST_RECEIPT = 40
AUTOMATIC, MANUAL = "automatic", "manual"
CAPTURE = "_capture"
"""Kept inside the stored order and not shown: the API does not give it back either."""


def create(store: Transaction, fields: dict[str, Any]) -> Entity:
    """A new order. Raises ApiError on the first field that is not valid."""
    validation.only(fields, FIELDS)
    amount = validation.amount(fields.get("amount"))
    order: Entity = {
        "id": store.new_id("order_"),
        "entity": "order",
        "amount": amount,
        "amount_paid": 0,
        "amount_due": amount,
        "currency": validation.currency(fields.get("currency")),
        "receipt": validation.text(fields.get("receipt"), "receipt", LONGEST_RECEIPT),
        "offer_id": None,
        "status": "created",
        "attempts": 0,
        "notes": validation.notes(fields.get("notes")),
        "created_at": now(),
        CAPTURE: _capture_mode(fields.get("payment")),
    }
    store.add("order", order, None)
    return order


def fetch(store: Transaction, order_id: str) -> Entity:
    """Raises ApiError when there is no such order."""
    order = store.get(order_id, "order")
    if order is None:
        raise unknown_id()
    return order


def find(store: Transaction, query: dict[str, str]) -> list[Entity]:
    """One page, newest first; `receipt` and `authorized` narrow it."""
    paging = validation.paging(query)
    receipt, authorized = query.get("receipt"), query.get("authorized")
    if receipt is None and authorized is None:
        return store.page("order", **paging)
    everything = store.page("order", since=paging["since"], until=paging["until"], count=-1, skip=0)
    chosen = [
        order
        for order in everything
        if (receipt is None or order["receipt"] == receipt)
        and (authorized is None or (order["amount_paid"] > 0) == (authorized == "1"))
    ]
    return chosen[paging["skip"] :][: paging["count"]]


def change_notes(store: Transaction, order_id: str, fields: dict[str, Any]) -> Entity:
    """Only the notes of an order can be changed."""
    validation.only(fields, {"notes"})
    order = fetch(store, order_id)
    order["notes"] = validation.notes(fields.get("notes"))
    store.save(order)
    return order


def public(order: Entity) -> Entity:
    """The order as the API shows it."""
    return {name: value for name, value in order.items() if not name.startswith("_")}


def _capture_mode(payment: object) -> str:
    if payment is None:
        return AUTOMATIC
    if not isinstance(payment, dict) or payment.get("capture", AUTOMATIC) not in (
        AUTOMATIC,
        MANUAL,
    ):
        raise ApiError("payment.capture must be automatic or manual", field="payment")
    return str(payment.get("capture", AUTOMATIC))
