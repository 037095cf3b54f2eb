"""Doors for programs that Razorpay does not have: play a customer, read the ledger, check health."""

from typing import Any

from flask import Blueprint, request

from sandbox import payments, validation
from sandbox.doors import fields, settings, store
from sandbox.store import FAR_FUTURE, Entity

blueprint = Blueprint("machine", __name__)


@blueprint.get("/healthz")
def health() -> Any:
    """200 when the store can be read."""
    with store().transaction(wakes=False) as transaction:
        transaction.connection.execute("SELECT count(*) FROM entity").fetchone()
    return {"status": "ok"}


@blueprint.post("/sandbox/pay")
def pay() -> Any:
    """Do what a customer does at the checkout: {order_id, method, card_number | vpa}.

    Gives the three signed values, or 402 with the reason when the payment fails.
    """
    given = {name: str(value) for name, value in fields().items()}
    with store().transaction() as transaction:
        payment = payments.pay(
            transaction, given.get("order_id", ""), given.get("method", "card"), given
        )
    if payment["status"] == "failed":
        return {"error": {"reason": payment["error_reason"], "payment_id": payment["id"]}}, 402
    return signed(payment)


@blueprint.get("/sandbox/ledger")
def ledger() -> Any:
    """Every movement of money, oldest first, and the totals; `from` and `to` are Unix seconds."""
    span = validation.paging(
        {name: request.args[name] for name in ("from", "to") if name in request.args}
    )
    with store().transaction(wakes=False) as transaction:
        rows = transaction.connection.execute(
            "SELECT * FROM ledger WHERE created_at BETWEEN ? AND ? ORDER BY seq",
            (span["since"], min(span["until"], FAR_FUTURE)),
        ).fetchall()
    items = [dict(row) for row in rows]
    totals = {name: sum(item[name] for item in items) for name in ("credit", "debit", "fee", "tax")}
    return {"items": items, "totals": totals}


def signed(payment: Entity) -> dict[str, str]:
    """The values that the checkout hands to the merchant after a payment."""
    secret = settings().key_secret
    return {
        "razorpay_order_id": payment["order_id"],
        "razorpay_payment_id": payment["id"],
        "razorpay_signature": payments.checkout_signature(
            payment["order_id"], payment["id"], secret
        ),
    }
