"""The gateway's webhooks: checked, stored, then booked. Any order, any number of times."""

import logging
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from api.database import Database
from api.payments import queries
from api.payments.gateway.answers import GatewayPayment
from api.payments.gateway.signatures import webhook_is_signed
from api.payments.ledger import PaymentLedger, Surplus
from api.payments.queries import WEBHOOKS
from api.payments.verification import NotOurs, NotPaidYet, book, check_belongs
from chitrail.clock import now
from chitrail.errors import ChitrailError, InvalidInput
from chitrail.settings import Settings

log = logging.getLogger(__name__)

ACTOR = "razorpay webhook"
BOOKED_EVENTS = ("payment.captured", "payment.failed", "order.paid")
LONGEST_EVENT_ID = 128
OUTCOMES: dict[type[ChitrailError], str] = {
    Surplus: "surplus",
    NotOurs: "mismatch",
    NotPaidYet: "not finished",
}
"""What is stored of a webhook that cannot be booked; sending it again would not change that."""


class WrongSignature(ChitrailError):
    """The body was not signed with our webhook secret."""

    status = 401
    code = "webhook-signature"
    title = "The webhook's signature is wrong"


class _Wrapped(msgspec.Struct):
    entity: GatewayPayment


class _Payload(msgspec.Struct):
    payment: _Wrapped | None = None


class _Webhook(msgspec.Struct):
    event: str
    payload: _Payload


def take(database: Database, settings: Settings, body: bytes, signature: str, event_id: str) -> str:
    """Store a webhook and book it; its outcome in a word. A repetition changes nothing.

    The event id travels in a header the signature does not cover, so the body's digest is unique too.
    Raises WrongSignature, InvalidInput. Any other failure leaves the webhook unprocessed, and the gateway
    will send it again.
    """
    secrets = (settings.razorpay_webhook_secret, settings.razorpay_webhook_secret_previous)
    if not webhook_is_signed(body, signature, secrets):
        raise WrongSignature("the signature does not fit the body")
    if not 0 < len(event_id) <= LONGEST_EVENT_ID or not event_id.isprintable():
        raise InvalidInput("must name the event", field="x-razorpay-event-id")
    webhook = _decode(body)
    if not _store(database, event_id, webhook.event, body):
        return "repeated"
    outcome = _book(database, webhook)
    _finish(database, event_id, outcome)
    return outcome


def _decode(body: bytes) -> _Webhook:
    try:
        return msgspec.json.decode(body, type=_Webhook)
    except msgspec.MsgspecError as error:
        raise InvalidInput(f"is not a webhook: {error}", field="body") from error


def _store(database: Database, event_id: str, event_type: str, body: bytes) -> bool:
    """Whether there is work to do: the webhook is new, or was stored and never finished."""
    row: dict[str, Any] = {
        "event_id": event_id,
        "body_sha256": sha256(body).digest(),
        "event_type": event_type,
        "body": body,
        "received_at": now(),
    }
    with database.transaction() as connection:
        stored = connection.execute(
            insert(WEBHOOKS).values(row).on_conflict_do_nothing().returning(WEBHOOKS.c.event_id)
        ).scalar()
        if stored is not None:
            return True
        return queries.webhook_unfinished(connection, event_id, row["body_sha256"])


def _book(database: Database, webhook: _Webhook) -> str:
    wrapped = webhook.payload.payment
    if webhook.event not in BOOKED_EVENTS or wrapped is None or wrapped.entity.order_id is None:
        return "noted"
    entity = wrapped.entity
    with database.transaction() as connection:
        payment = queries.by_gateway_order(connection, entity.order_id or "")
    if payment is None:
        return "not ours"
    try:
        check_belongs(payment, entity)
        with database.transaction() as connection:
            ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, ACTOR)
            book(ledger, payment.id, entity)
    except (Surplus, NotOurs, NotPaidYet) as error:
        log.warning("webhook for payment %s: %s", payment.id, error.detail)
        return OUTCOMES[type(error)]
    return "booked"


def _finish(database: Database, event_id: str, outcome: str) -> None:
    change = update(WEBHOOKS).where(WEBHOOKS.c.event_id == event_id)
    with database.transaction() as connection:
        connection.execute(change.values(processed_at=now(), outcome=outcome))
