"""Doors for programs that Razorpay does not have: play a customer, read the ledger, check health."""

from typing import Any

from flask import Blueprint, request

from sandbox import customers, payments, qr_codes, validation
from sandbox.doors import fields, settings, store
from sandbox.store import Entity, public

blueprint = Blueprint("machine", __name__)

MOST_ADVANCE = 10 * 366 * 86_400


@blueprint.get("/healthz")
def health() -> Any:
    """200 when the store can be read."""
    with store().transaction(wakes=False) as transaction:
        transaction.connection.execute("SELECT count(*) FROM entity").fetchone()
    return {"status": "ok"}


@blueprint.post("/sandbox/pay")
def pay() -> Any:
    """Do what a customer does: {order_id, method, card_number | vpa}, or {qr_code_id, amount}.

    Gives the three signed values (of a QR code: the payment's id), 402 with the reason when it fails, or 504
    when the payment is made and the checkout's answer is lost.
    """
    given = {name: _text(value) for name, value in fields().items() if value is not None}
    qr_code_id = given.get("qr_code_id")
    with store().transaction() as transaction:
        if qr_code_id is None:
            attempt = customers.pay(transaction, given)
        else:
            attempt = customers.Attempt(qr_codes.pay(transaction, given))
    payment = attempt.payment
    if payment["status"] == "failed":
        return {"error": {"reason": payment["error_reason"], "payment_id": payment["id"]}}, 402
    if qr_code_id is not None:
        return {"razorpay_payment_id": payment["id"], "qr_code_id": qr_code_id}
    if attempt.lost:
        return {"error": {"reason": "lost_checkout"}}, 504
    return signed(payment)


@blueprint.post("/sandbox/authorize")
def authorize() -> Any:
    """The bank authorizes a failed payment late: {payment_id, force}. Gives the payment."""
    given = fields()
    validation.only(given, {"payment_id", "force"})
    force = validation.flag(given.get("force"), "force")
    with store().transaction() as transaction:
        payment = payments.authorize_late(
            transaction, str(given.get("payment_id", "")), force=force
        )
    return public(payment)


@blueprint.post("/sandbox/clock")
def advance_clock() -> Any:
    """Set the sandbox's clock forward: {advance_seconds}. Gives the new time; what is due by then is done."""
    given = fields()
    validation.only(given, {"advance_seconds"})
    seconds = validation.whole(given.get("advance_seconds"), "advance_seconds", 0, MOST_ADVANCE)
    with store().transaction(wakes=False) as transaction:
        transaction.advance_clock(seconds)
    return clock()


@blueprint.get("/sandbox/clock")
def clock() -> Any:
    """The time on the sandbox's clock, and how far it is ahead."""
    with store().transaction(wakes=False) as transaction:
        return {"now": transaction.now(), "offset_seconds": transaction.offset}


@blueprint.get("/sandbox/ledger")
def ledger() -> Any:
    """Every movement of money, oldest first, and the totals; `from` and `to` are Unix seconds."""
    span = validation.paging(
        {name: request.args[name] for name in ("from", "to") if name in request.args}
    )
    with store().transaction(wakes=False) as transaction:
        rows = transaction.connection.execute(
            "SELECT * FROM ledger WHERE created_at BETWEEN ? AND ? ORDER BY seq",
            (span.since, span.until),
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


def _text(value: object) -> str:
    """A JSON value as a form would send it."""
    return str(int(value)) if isinstance(value, bool) else str(value)
