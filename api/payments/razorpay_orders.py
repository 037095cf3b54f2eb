"""Beginning a payment at Razorpay: our row first, then the gateway's order, then both joined."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from api.database import Database
from api.idempotency import Key
from api.models import AnyRow
from api.payments import attempts
from api.payments.gateway.answers import GatewayOrder
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.phases import Phases
from api.payments.schemas import Checkout, OnlineRequest
from api.payments.views import payment_fields
from api.reply import Encoded, Reply
from chitrail.settings import Settings
from chitrail.tokens import Actor

REAL_GATEWAY = "https://api.razorpay.com"
CALLBACK = "/api/payments/razorpay-callback"
CHECKOUT_CONFIG: dict[str, Any] = {"display": {"hide": [{"method": "upi", "flows": ["collect"]}]}}
"""UPI Collect ended on 28 February 2026 (NPCI); the checkout must offer intent and QR alone."""


def create(
    database: Database, settings: Settings, actor: Actor, request: OnlineRequest, key: Key
) -> Encoded:
    """An order at the gateway for what is due, or the open one for the same amount.

    Raises NotFound, NothingDue, AttemptOpen, InvalidInput, GatewayRefused, GatewayUnavailable; after the
    last the same request resumes: the gateway is asked first whether it has made the order.
    """
    phases, gateway = Phases(database, key), Gateway(settings)

    def work() -> Encoded:
        payment, fresh = attempts.reserve(database, actor, request, by_qr=False)
        code = payment.razorpay_order_id
        if code is None:
            code = attempts.at_gateway(
                database, actor, payment, lambda: ask(gateway, payment, fresh=fresh)
            ).id
        with database.transaction() as connection:
            ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
            joined = attempts.join(ledger, payment.id, settings, razorpay_order_id=code)
            return phases.finish(connection, _reply(settings, joined), HTTPStatus.CREATED)

    return phases.run(work)


def ask(gateway: Gateway, payment: AnyRow, *, fresh: bool) -> GatewayOrder:
    """The gateway's order of an attempt; unless it is fresh, one made earlier is looked for first."""
    receipt = payment.id.hex
    order = None if fresh else gateway.order_by_receipt(receipt)
    if order is None:
        order = _create(gateway, payment, receipt)
    if (order.amount, order.currency) != (payment.amount_paise, payment.currency):
        raise GatewayUnavailable(f"order {order.id} is over another amount than asked for")
    return order


def _create(gateway: Gateway, payment: AnyRow, receipt: str) -> GatewayOrder:
    """A new order; a refusal may only mean that a request at the same time was the first."""
    notes = {"order_id": str(payment.order_id)}
    try:
        return gateway.create_order(payment.amount_paise, payment.currency, receipt, notes)
    except GatewayRefused:
        order = gateway.order_by_receipt(receipt)
        if order is None:
            raise
        return order


def _reply(settings: Settings, payment: AnyRow) -> Reply[Checkout]:
    checkout = Checkout(
        **payment_fields(payment),
        key_id=settings.razorpay_key_id,
        amount_paise=payment.amount_paise,
        checkout_url=_checkout_url(settings, payment),
        checkout_config=CHECKOUT_CONFIG,
    )
    return Reply(checkout, location=f"/api/payments/{payment.id}", version=payment.version)


def _checkout_url(settings: Settings, payment: AnyRow) -> str | None:
    if settings.razorpay_base_url == REAL_GATEWAY or payment.razorpay_order_id is None:
        return None
    query = {
        "key_id": settings.razorpay_key_id,
        "order_id": payment.razorpay_order_id,
        "callback_url": settings.address("api") + CALLBACK,
    }
    return f"{settings.razorpay_base_url}/v1/checkout/embedded?{urlencode(query)}"
