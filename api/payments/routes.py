"""Routes of payments."""

from typing import Any
from uuid import UUID

from flask import Request
from sqlalchemy import Connection

from api.authorization import FLOOR, MANAGEMENT, PUBLIC
from api.database import Database
from api.idempotency import Key
from api.paging import Listing
from api.payments import (
    attempts,
    callback,
    cash,
    documented,
    razorpay_orders,
    reading,
    refunds,
    statistics,
    upi_codes,
    verification,
    webhook_reading,
    webhooks,
)
from api.payments.schemas import (
    CancelAttempt,
    CashRequest,
    Checkout,
    DailyQuery,
    DailyStatistics,
    Health,
    OnlineRequest,
    Payment,
    PaymentQuery,
    Refund,
    RefundRequest,
    Refunds,
    StoredWebhook,
    VerifyRequest,
    WebhookQuery,
    WebhookTaken,
)
from api.reply import Encoded, Reply
from api.routing import Routes
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("payments")


@routes.post(
    "/api/payments/create-razorpay-order",
    roles=FLOOR,
    status=201,
    returns=Checkout,
    refusals=(404, 409, 502),
)
def create_razorpay_order(
    body: OnlineRequest, actor: Actor, database: Database, settings: Settings, key: Key
) -> Encoded:
    """Begin an online payment of what is due."""
    return razorpay_orders.create(database, settings, actor, body, key)


@routes.post(
    "/api/payments/create-upi-qr",
    roles=FLOOR,
    status=201,
    returns=Payment,
    refusals=(404, 409, 502),
)
def create_upi_qr(
    body: OnlineRequest, actor: Actor, database: Database, settings: Settings, key: Key
) -> Encoded:
    """Make a UPI code for what is due; the guest pays it with any UPI app."""
    return upi_codes.create(database, settings, actor, body, key)


@routes.post("/api/payments/<uuid:payment_id>/cancel", roles=FLOOR, refusals=(404, 409))
def cancel_payment(
    payment_id: UUID, body: CancelAttempt, actor: Actor, connection: Connection
) -> Payment:
    """End an online payment nobody has paid, so that the guest can pay another way."""
    return attempts.cancel(connection, actor, payment_id, body.reason)


@routes.post(
    "/api/payments/verify-razorpay", roles=FLOOR, returns=Payment, refusals=(404, 409, 502)
)
def verify_razorpay(
    body: VerifyRequest, actor: Actor, database: Database, settings: Settings, key: Key
) -> Encoded:
    """Confirm an online payment by the values the checkout handed over."""
    return verification.verify(database, settings, actor, body, key)


@routes.post("/api/payments/confirm-cash", roles=FLOOR, returns=Payment, refusals=(404, 409))
def confirm_cash(body: CashRequest, actor: Actor, database: Database, key: Key) -> Encoded:
    """Confirm cash taken at the table; gives the change."""
    return cash.confirm(database, actor, body, key)


@routes.get("/api/payments", roles=FLOOR)
def list_payments(query: PaymentQuery, actor: Actor, connection: Connection) -> Listing[Payment]:
    """List payments, newest first."""
    return reading.listing(connection, actor.outlet_id, query)


@routes.get("/api/payments/stats/daily", roles=MANAGEMENT)
def daily_statistics(query: DailyQuery, actor: Actor, connection: Connection) -> DailyStatistics:
    """Payments of a business day, or a range of them, by method."""
    return statistics.daily(connection, actor.outlet_id, query)


@routes.get("/api/payments/health", roles=PUBLIC, house=True)
def payments_health(database: Database, settings: Settings) -> Health:
    """Whether payments can be taken: database and gateway."""
    return reading.health(database, settings)


@routes.get("/api/payments/<uuid:payment_id>", roles=FLOOR, refusals=(404,))
def get_payment(payment_id: UUID, actor: Actor, connection: Connection) -> Reply[Payment]:
    """Read a payment."""
    return reading.read(connection, actor.outlet_id, payment_id)


@routes.post(
    "/api/payments/<uuid:payment_id>/refunds",
    roles=MANAGEMENT,
    status=201,
    returns=Refund,
    refusals=(404, 409, 502),
)
def refund_payment(
    payment_id: UUID,
    body: RefundRequest,
    actor: Actor,
    database: Database,
    settings: Settings,
    key: Key,
) -> Encoded:
    """Give back part or all of a payment, through the way it came."""
    return refunds.refund(database, settings, actor, payment_id, body, key)


@routes.get("/api/payments/<uuid:payment_id>/refunds", roles=FLOOR, refusals=(404,))
def list_refunds(payment_id: UUID, actor: Actor, connection: Connection) -> Refunds:
    """List the refunds of a payment, oldest first."""
    return refunds.listing(connection, actor.outlet_id, payment_id)


@routes.post(
    "/api/payments/webhooks/razorpay",
    roles=PUBLIC,
    house=True,
    idempotent=False,
    refusals=(401, 422),
    limited=False,
    documented=documented.WEBHOOK,
)
def razorpay_webhook(database: Database, settings: Settings, request: Request) -> WebhookTaken:
    """Take a webhook of the gateway, signed over its raw body."""
    headers: Any = request.headers
    signature = headers.get("X-Razorpay-Signature", "")
    event_id = headers.get("x-razorpay-event-id", "")
    return WebhookTaken(webhooks.take(database, settings, request.get_data(), signature, event_id))


@routes.get("/api/payments/webhooks/razorpay", roles=MANAGEMENT, house=True)
def list_webhooks(query: WebhookQuery, connection: Connection) -> Listing[StoredWebhook]:
    """List the webhooks that were taken, newest first."""
    return webhook_reading.listing(connection, query)


@routes.post(
    "/api/payments/webhooks/razorpay/<event_id>/replay",
    roles=MANAGEMENT,
    house=True,
    refusals=(404,),
)
def replay_webhook(event_id: str, connection: Connection) -> StoredWebhook:
    """Book a stored webhook again; what was booked by it already stays as it is."""
    return webhook_reading.replay(connection, event_id)


@routes.post(
    "/api/payments/razorpay-callback",
    roles=PUBLIC,
    house=True,
    idempotent=False,
    returns=bytes,
    documented=documented.CALLBACK,
)
def razorpay_callback(database: Database, settings: Settings, request: Request) -> Encoded:
    """Take the guest's browser back from the hosted checkout; answers with a page."""
    return callback.receive(database, settings, request.get_data())
