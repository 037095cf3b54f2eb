"""Orders: created -> attempted -> paid."""

from typing import Any

from sandbox import validation
from sandbox.errors import ApiError, unknown_id
from sandbox.store import Entity, Transaction

FIELDS = {
    "amount",
    "currency",
    "receipt",
    "notes",
    "partial_payment",
    "first_payment_min_amount",
    "payment",
    "unique_receipt",
}
LONGEST_RECEIPT = 40
AUTOMATIC, MANUAL = "automatic", "manual"
SHORTEST_EXPIRY_MINUTES, LONGEST_EXPIRY_MINUTES = 12, 3 * 24 * 60

CAPTURE, PARTIAL, FIRST_LEAST = "_capture", "_partial", "_first_least"
CAPTURE_UNTIL, REFUND_AT = "_capture_until", "_refund_at"
"""Kept inside the stored order and not shown, as the API does not give them back either. The last two are the
minutes after a payment's creation in which it is captured by itself, and after which it is refunded."""

_RECEIPT = "json_extract(body, '$.receipt') = ?"
_AUTHORIZED = """EXISTS (SELECT 1 FROM entity AS paid WHERE paid.parent = entity.id AND paid.kind = 'payment'
 AND json_extract(paid.body, '$.status') IN ('authorized', 'captured', 'refunded'))"""


def create(store: Transaction, fields: dict[str, Any]) -> Entity:
    """A new order. Raises ApiError on the first field that is not valid.

    With `unique_receipt` an order that has this receipt already is given back instead.
    """
    validation.only(fields, FIELDS)
    amount = validation.order_amount(fields.get("amount"))
    receipt = validation.text(fields.get("receipt"), "receipt", LONGEST_RECEIPT)
    if validation.flag(fields.get("unique_receipt"), "unique_receipt") and receipt is not None:
        known = find(store, {"receipt": receipt, "count": "1"})
        if known:
            return known[0]
    order: Entity = {
        "id": store.new_id("order_"),
        "entity": "order",
        "amount": amount,
        "amount_paid": 0,
        "amount_due": amount,
        "currency": validation.currency(fields.get("currency")),
        "receipt": receipt,
        "offer_id": None,
        "status": "created",
        "attempts": 0,
        "notes": validation.notes(fields.get("notes")),
        "created_at": store.now(),
        **_parts(fields, amount),
        **_capturing(fields.get("payment")),
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
    """One page, newest first; `receipt` and `authorized` (1, or 0 for not yet) narrow it."""
    conditions, values = ["true"], []
    if "receipt" in query:
        conditions.append(_RECEIPT)
        values.append(query["receipt"])
    if "authorized" in query:
        wanted = validation.whole(query["authorized"], "authorized", 0, 1)
        conditions.append(_AUTHORIZED if wanted else f"NOT {_AUTHORIZED}")
    return store.page(
        "order",
        validation.paging(query),
        " AND ".join(conditions),
        tuple(values),
    )


def change_notes(store: Transaction, order_id: str, fields: dict[str, Any]) -> Entity:
    """Only the notes of an order can be changed."""
    validation.only(fields, {"notes"})
    order = fetch(store, order_id)
    order["notes"] = validation.notes(fields.get("notes"))
    store.save(order)
    return order


def _parts(fields: dict[str, Any], amount: int) -> Entity:
    """Whether the order may be paid in parts, and the least first part."""
    partial = validation.flag(fields.get("partial_payment"), "partial_payment")
    if fields.get("first_payment_min_amount") is None:
        return {PARTIAL: partial, FIRST_LEAST: validation.LEAST_PAISE}
    least = validation.amount(fields["first_payment_min_amount"], "first_payment_min_amount")
    if least > amount:
        raise ApiError(
            "The first payment min amount may not be greater than the amount.",
            field="first_payment_min_amount",
        )
    return {PARTIAL: partial, FIRST_LEAST: least}


def _capturing(payment: object) -> Entity:
    """How payments of this order are captured: {capture, capture_options}."""
    if payment is None:
        payment = {}
    if not isinstance(payment, dict):
        raise ApiError("The payment must be an object", field="payment")
    capture = payment.get("capture", AUTOMATIC)
    options = payment.get("capture_options") or {}
    if capture not in (AUTOMATIC, MANUAL):
        raise ApiError("payment.capture must be automatic or manual", field="payment")
    if not isinstance(options, dict):
        raise ApiError("The capture_options must be an object", field="payment")
    validation.choice(options.get("refund_speed", "normal"), "refund_speed", ("normal", "optimum"))
    manual = _expiry(options, "manual_expiry_period", LONGEST_EXPIRY_MINUTES)
    automatic = _expiry(options, "automatic_expiry_period", manual)
    if manual < automatic:
        raise ApiError(
            "The manual expiry period should be greater than the automatic expiry period",
            field="manual_expiry_period",
        )
    return {CAPTURE: capture, CAPTURE_UNTIL: automatic, REFUND_AT: manual}


def _expiry(options: dict[str, Any], name: str, default: int) -> int:
    given = options.get(name)
    least, most = SHORTEST_EXPIRY_MINUTES, LONGEST_EXPIRY_MINUTES
    return default if given is None else validation.whole(given, name, least, most)
