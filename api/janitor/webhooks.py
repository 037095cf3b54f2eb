"""Booking stored webhooks: in any order, any number of times, to the same end."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from api.database import Database
from api.janitor.work import lease
from api.models import AnyRow
from api.payments import queries
from api.payments.booking import NotOurs, NotPaidYet, book, capture_if_due, check_belongs
from api.payments.gateway.answers import GatewayPayment
from api.payments.gateway.client import Gateway
from api.payments.gateway.events import Webhook
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.queries import WEBHOOKS
from api.payments.refund_adoption import book_refund
from api.payments.webhooks import decode
from chitrail.clock import now
from chitrail.errors import ChitrailError
from chitrail.settings import MANUAL, Settings

log = logging.getLogger(__name__)

ACTOR = "razorpay webhook"
MOST_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
OUTCOMES: dict[type[ChitrailError], str] = {
    NotOurs: "mismatch",
    NotPaidYet: "not finished",
    GatewayRefused: "refused",
}
"""What is stored of a webhook that cannot be booked; trying again would not change that."""


def book_next(database: Database, settings: Settings) -> bool:
    """Book the oldest webhook that is due; whether there was one.

    One that fails for a passing reason is tried again, with growing pauses; after eight tries it stays
    as `dead`, with the error, until somebody replays it.
    """
    row = lease(
        database,
        WEBHOOKS,
        WEBHOOKS.c.next_at,
        WEBHOOKS.c.received_at,
        attempts=WEBHOOKS.c.attempts + 1,
    )
    if row is None:
        return False
    try:
        outcome = _book(database, settings, decode(bytes(row.body)))
    except tuple(OUTCOMES) as error:
        log.warning("webhook %s: %s", row.event_id, error.detail)
        _finish(database, row, OUTCOMES[type(error)], error.detail)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is stored, seen and tried again
        _put_off(database, row, error)
    else:
        _finish(database, row, outcome, "")
    return True


def _book(database: Database, settings: Settings, webhook: Webhook) -> str:
    act = _ACTS.get(webhook.event)
    return "noted" if act is None else act(database, settings, webhook)


def _payment(database: Database, settings: Settings, webhook: Webhook) -> str:
    wrapped = webhook.payload.payment
    if wrapped is None or wrapped.entity.order_id is None:
        return "noted"
    entity = wrapped.entity
    with database.everywhere().transaction() as connection:
        payment = queries.by_gateway_order(connection, entity.order_id or "")
    if payment is None:
        return "not ours"
    return _receive(database, settings, payment, entity)


def _authorized(database: Database, settings: Settings, webhook: Webhook) -> str:
    """The gateway captures by itself unless it was told to leave that to us."""
    return _payment(database, settings, webhook) if settings.razorpay_capture == MANUAL else "noted"


def _qr_credited(database: Database, settings: Settings, webhook: Webhook) -> str:
    code, wrapped = webhook.payload.qr_code, webhook.payload.payment
    if code is None or wrapped is None:
        return "noted"
    with database.everywhere().transaction() as connection:
        payment = queries.by_qr(connection, code.entity.id)
    if payment is None:
        return "not ours"
    return _receive(database, settings, payment, wrapped.entity)


def _receive(
    database: Database, settings: Settings, payment: AnyRow, entity: GatewayPayment
) -> str:
    check_belongs(payment, entity)
    database = database.at(payment.outlet_id)
    entity = capture_if_due(database, Gateway(settings), payment, entity)
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, ACTOR)
        booked = book(ledger, payment.id, entity)
        return "surplus" if booked.surplus_paise else "booked"


def _refund(database: Database, settings: Settings, webhook: Webhook) -> str:
    wrapped = webhook.payload.refund
    return "noted" if wrapped is None else book_refund(database, settings, wrapped.entity)


_ACTS: dict[str, Callable[[Database, Settings, Webhook], str]] = {
    "payment.authorized": _authorized,
    "payment.captured": _payment,
    "payment.failed": _payment,
    "order.paid": _payment,
    "qr_code.credited": _qr_credited,
    "refund.created": _refund,
    "refund.processed": _refund,
    "refund.failed": _refund,
}


def _finish(database: Database, row: AnyRow, outcome: str, error: str) -> None:
    _write(database, row, processed_at=now(), next_at=None, outcome=outcome, error=error)


def _put_off(database: Database, row: AnyRow, error: Exception) -> None:
    said = error.detail if isinstance(error, ChitrailError) else f"{type(error).__name__}: {error}"
    if isinstance(error, GatewayUnavailable) or row.attempts < MOST_ATTEMPTS:
        log.warning("webhook %s put off (attempt %d): %s", row.event_id, row.attempts, said)
        pause = min(FIRST_PAUSE * 2.0 ** min(row.attempts - 1, 20), LONGEST_PAUSE)
        _write(database, row, next_at=now() + pause, error=said[:500])
        return
    log.error("webhook %s given up", row.event_id, exc_info=error)
    _write(database, row, next_at=None, outcome="dead", error=said[:500])


def _write(database: Database, row: AnyRow, **columns: object) -> None:
    change = update(WEBHOOKS).where(WEBHOOKS.c.event_id == row.event_id).values(columns)
    with database.everywhere().transaction() as connection:
        connection.execute(change)
