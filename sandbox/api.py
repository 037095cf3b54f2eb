"""Razorpay's REST API, version 1: the routes."""

from typing import Any

from flask import Blueprint, request

from sandbox import expanding, orders, payments, refunds, validation
from sandbox.doors import collection, fields, settings, store
from sandbox.store import public

blueprint = Blueprint("api", __name__, url_prefix="/v1")


@blueprint.post("/orders")
def create_order() -> Any:
    """Create an order."""
    with store().transaction() as transaction:
        return public(orders.create(transaction, fields()))


@blueprint.get("/orders")
def list_orders() -> Any:
    """List orders, newest first."""
    with store().transaction(wakes=False) as transaction:
        found = orders.find(transaction, request.args.to_dict())
        return collection([expanding.order(transaction, one, _expand()) for one in found])


@blueprint.get("/orders/<order_id>")
def fetch_order(order_id: str) -> Any:
    """Fetch one order."""
    with store().transaction(wakes=False) as transaction:
        order = orders.fetch(transaction, order_id)
        return public(expanding.order(transaction, order, _expand()))


@blueprint.patch("/orders/<order_id>")
def edit_order(order_id: str) -> Any:
    """Change an order's notes."""
    with store().transaction() as transaction:
        return public(orders.change_notes(transaction, order_id, fields()))


@blueprint.get("/orders/<order_id>/payments")
def order_payments(order_id: str) -> Any:
    """All attempts at an order."""
    with store().transaction(wakes=False) as transaction:
        orders.fetch(transaction, order_id)
        return collection(transaction.children(order_id, "payment"))


@blueprint.get("/payments")
def list_payments() -> Any:
    """List payments, newest first."""
    with store().transaction(wakes=False) as transaction:
        found = transaction.page("payment", validation.paging(request.args.to_dict()))
        return collection([expanding.payment(transaction, one, _expand()) for one in found])


@blueprint.get("/payments/downtimes")
def downtimes() -> Any:
    """Banks and networks that are down: never any here."""
    return collection([])


@blueprint.get("/payments/<payment_id>")
def fetch_payment(payment_id: str) -> Any:
    """Fetch one payment."""
    with store().transaction(wakes=False) as transaction:
        payment = payments.fetch(transaction, payment_id)
        return public(expanding.payment(transaction, payment, _expand()))


@blueprint.get("/payments/<payment_id>/card")
def payment_card(payment_id: str) -> Any:
    """The card a payment was made with."""
    with store().transaction(wakes=False) as transaction:
        return payments.card(transaction, payment_id)


@blueprint.patch("/payments/<payment_id>")
def edit_payment(payment_id: str) -> Any:
    """Change a payment's notes."""
    with store().transaction() as transaction:
        return public(payments.change_notes(transaction, payment_id, fields()))


@blueprint.post("/payments/<payment_id>/capture")
def capture_payment(payment_id: str) -> Any:
    """Capture an authorized payment."""
    with store().transaction() as transaction:
        return public(payments.capture(transaction, payment_id, fields()))


@blueprint.post("/payments/<payment_id>/refund")
def refund_payment(payment_id: str) -> Any:
    """Refund a captured payment, whole or in part."""
    key = request.headers.get("X-Refund-Idempotency")
    with store().transaction() as transaction:
        return refunds.create(transaction, payment_id, fields(), key, settings().refund_seconds)


@blueprint.post("/refunds")
def create_refund() -> Any:
    """Refund a captured payment, named in the fields by payment_id."""
    given = fields()
    payment_id = str(given.pop("payment_id", ""))
    key = request.headers.get("X-Refund-Idempotency")
    with store().transaction() as transaction:
        return refunds.create(transaction, payment_id, given, key, settings().refund_seconds)


@blueprint.get("/payments/<payment_id>/refunds")
def payment_refunds(payment_id: str) -> Any:
    """Refunds of one payment."""
    with store().transaction(wakes=False) as transaction:
        payments.fetch(transaction, payment_id)
        return collection(transaction.children(payment_id, "refund"))


@blueprint.get("/payments/<payment_id>/refunds/<refund_id>")
def payment_refund(payment_id: str, refund_id: str) -> Any:
    """Fetch one refund of one payment."""
    with store().transaction(wakes=False) as transaction:
        return refunds.fetch(transaction, refund_id, payment_id)


@blueprint.get("/refunds")
def list_refunds() -> Any:
    """List refunds, newest first."""
    with store().transaction(wakes=False) as transaction:
        return collection(transaction.page("refund", validation.paging(request.args.to_dict())))


@blueprint.get("/refunds/<refund_id>")
def fetch_refund(refund_id: str) -> Any:
    """Fetch one refund."""
    with store().transaction(wakes=False) as transaction:
        return refunds.fetch(transaction, refund_id)


@blueprint.patch("/refunds/<refund_id>")
def edit_refund(refund_id: str) -> Any:
    """Change a refund's notes."""
    with store().transaction() as transaction:
        return refunds.change_notes(transaction, refund_id, fields())


def _expand() -> list[str]:
    return request.args.getlist("expand[]") + request.args.getlist("expand")
