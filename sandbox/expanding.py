"""`expand[]`: entities with what belongs to them, as the list and fetch calls can give them."""

import json

from sandbox.errors import ApiError
from sandbox.store import Entity, Transaction, public

OF_ORDER = {"payments", "payments.card"}
OF_PAYMENT = {"card", "emi", "offers", "transaction", "transaction.settlement", "refunds", "token"}


def order(store: Transaction, order: Entity, expand: list[str]) -> Entity:
    """The order with its payments (and their cards). Raises ApiError for what an order does not have."""
    _check(expand, OF_ORDER)
    if not expand:
        return order
    cards = ["card"] if "payments.card" in expand else []
    items = [public(payment(store, paid, cards)) for paid in store.children(order["id"], "payment")]
    return {**order, "payments": _collection(items)}


def payment(store: Transaction, payment: Entity, expand: list[str]) -> Entity:
    """The payment with its card, refunds, transaction. Raises ApiError for what a payment does not have."""
    _check(expand, OF_PAYMENT)
    expanded = dict(payment)
    if "card" in expand and payment.get("_card"):
        expanded["card"] = payment["_card"]
    if "refunds" in expand:
        expanded["refunds"] = _collection(store.children(payment["id"], "refund"))
    if "offers" in expand:
        expanded["offers"] = _collection([])
    for absent in {"emi", "token"}.intersection(expand):
        expanded[absent] = None
    if {"transaction", "transaction.settlement"}.intersection(expand):
        whole = "transaction.settlement" in expand
        expanded["transaction"] = _transaction(store, payment, whole=whole)
    return expanded


def _transaction(store: Transaction, payment: Entity, *, whole: bool) -> Entity | None:
    """The payment's movement on the merchant's balance; None before it is captured."""
    row = store.connection.execute(
        "SELECT * FROM ledger WHERE entity_id = ?", (payment["id"],)
    ).fetchone()
    if row is None:
        return None
    settled = store.connection.execute(
        "SELECT body FROM settlement_line WHERE entity_id = ? AND settlement_id IS NOT NULL ORDER BY seq",
        (payment["id"],),
    ).fetchone()
    settlement_id = json.loads(settled["body"])["settlement_id"] if settled else None
    transaction = {
        "id": payment["id"].replace("pay_", "txn_"),
        "entity": "transaction",
        "amount": payment["amount"],
        "credit": row["credit"],
        "debit": row["debit"],
        "currency": payment["currency"],
        "fee": row["fee"],
        "tax": row["tax"],
        "settled": settlement_id is not None,
        "settlement_id": settlement_id,
        "created_at": row["created_at"],
    }
    if whole:
        transaction["settlement"] = store.get(settlement_id) if settlement_id else None
    return transaction


def _collection(items: list[Entity]) -> Entity:
    return {"entity": "collection", "count": len(items), "items": items}


def _check(expand: list[str], allowed: set[str]) -> None:
    for name in expand:
        if name not in allowed:
            raise ApiError(f"{name} is not a valid expand value", field="expand")
