"""Asking the gateway about online payments that are not decided: lost answers, silence, late banks."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from api.database import Database
from api.janitor.work import lease
from api.models import AnyRow
from api.payments.attempts import CODE_LIVES, SUPERSEDED, first_check
from api.payments.booking import NotOurs, book, capture_if_due, check_belongs
from api.payments.gateway.answers import GatewayPayment
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.queries import PAYMENTS
from chitrail.settings import Settings
from chitrail.states import PaymentStatus

log = logging.getLogger(__name__)

ACTOR = "janitor"
NEVER_ASKED = "the gateway never got the request"
NOT_PAID = "nobody paid in time"
PATIENCE = timedelta(minutes=30)
"""How long an attempt may stay open without a payment."""
WATCHED = timedelta(days=5)
"""Banks authorise up to three days late (the gateway's pages say three here and five there)."""
LONGEST_PAUSE = timedelta(hours=3)
PAYABLE = (PaymentStatus.PROCESSING, PaymentStatus.UNKNOWN)


def check_next(database: Database, settings: Settings) -> bool:
    """Ask about the payment that is due longest; whether there was one."""
    payment = lease(database, PAYMENTS, PAYMENTS.c.next_check_at, PAYMENTS.c.next_check_at)
    if payment is None:
        return False
    database, gateway = database.at(payment.outlet_id), Gateway(settings)
    try:
        if payment.razorpay_order_id is None and payment.razorpay_qr_id is None:
            _find_code(database, gateway, settings, payment)
        else:
            _ask(database, gateway, settings, payment)
    except (GatewayUnavailable, GatewayRefused, NotOurs) as error:
        log.warning("payment %s stays %s: %s", payment.id, payment.status, error.detail)
        with database.transaction() as connection:
            ledger = _ledger(connection, payment)
            _wait(ledger, settings, payment.id)
    return True


def _find_code(database: Database, gateway: Gateway, settings: Settings, payment: AnyRow) -> None:
    """The answer to creating it was lost, or the process died before asking.

    An order that was made is found by its receipt. A QR code that was made was seen by nobody.
    """
    made = gateway.order_by_receipt(payment.id.hex)
    with database.transaction() as connection:
        ledger = _ledger(connection, payment)
        current = ledger.payment(payment.id)
        if current.razorpay_order_id or current.razorpay_qr_id:
            return
        if current.status not in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN):
            ledger.write(current, next_check_at=None)
        elif made is None:
            ledger.fail(current, NEVER_ASKED, next_check_at=None)
        elif (made.amount, made.currency) != (current.amount_paise, current.currency):
            raise NotOurs(f"order {made.id} is over another amount than asked for")
        else:
            again = first_check(settings, ledger.at)
            target = PaymentStatus.PROCESSING
            ledger.move(current, target, razorpay_order_id=made.id, next_check_at=again)


def _ask(database: Database, gateway: Gateway, settings: Settings, payment: AnyRow) -> None:
    found = _payments(gateway, payment)
    paid = [entity for entity in found if entity.status in ("captured", "refunded")]
    for entity in found:
        if entity.status == "authorized" and not paid:
            captured = capture_if_due(database, gateway, payment, entity)
            if captured.status == "captured":
                paid.append(captured)
    closes = False
    with database.transaction() as connection:
        ledger = _ledger(connection, payment)
        for entity in sorted(paid, key=lambda entity: entity.id != payment.razorpay_payment_id):
            check_belongs(payment, entity)
            book(ledger, payment.id, entity)
        current = ledger.payment(payment.id)
        if current.status in PAYABLE:
            closes = _let_go(ledger, current)
            current = ledger.payment(payment.id)
        if current.status == PaymentStatus.UNKNOWN:
            ledger.move(current, PaymentStatus.PROCESSING)
        if current.status not in (*PAYABLE, PaymentStatus.FAILED):
            ledger.write(current, next_check_at=None)
        else:
            _wait(ledger, settings, payment.id)
    if closes or (current.status == PaymentStatus.FAILED and payment.razorpay_qr_id):
        _close_code(gateway, payment)


def _payments(gateway: Gateway, payment: AnyRow) -> list[GatewayPayment]:
    if payment.razorpay_qr_id is not None:
        return gateway.payments_of_qr(payment.razorpay_qr_id)
    return gateway.payments_of_order(payment.razorpay_order_id)


def _let_go(ledger: PaymentLedger, payment: AnyRow) -> bool:
    """Whether the attempt ended: the order has less to pay by now, or nobody paid in time."""
    if payment.applied_paise > ledger.room(payment.part_id):
        ledger.fail(payment, SUPERSEDED)
    elif ledger.at - payment.created_at > (CODE_LIVES if payment.razorpay_qr_id else PATIENCE):
        ledger.fail(payment, NOT_PAID)
    else:
        return False
    return True


def _close_code(gateway: Gateway, payment: AnyRow) -> None:
    if payment.razorpay_qr_id is not None:
        gateway.close_qr(payment.razorpay_qr_id)


def _wait(ledger: PaymentLedger, settings: Settings, payment_id: UUID) -> None:
    payment = ledger.payment(payment_id)
    ledger.write(payment, next_check_at=_next(settings, payment.created_at, ledger.at))


def _next(settings: Settings, begun_at: datetime, at: datetime) -> datetime | None:
    """Ever more rarely: after half the age again, for as long as a bank may still authorise."""
    age = at - begun_at
    if age > WATCHED:
        return None
    return at + min(max(timedelta(seconds=settings.razorpay_poll_seconds), age / 2), LONGEST_PAUSE)


def _ledger(connection: Connection, payment: AnyRow) -> PaymentLedger:
    return PaymentLedger.of(connection, payment.outlet_id, payment.order_id, ACTOR)
