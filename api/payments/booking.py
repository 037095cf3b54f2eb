"""Bringing our payment to what the gateway says of its own."""

import logging
from uuid import UUID

from api.database import Database
from api.models import AnyRow
from api.payments import queries
from api.payments.allocation import Pieces
from api.payments.gateway.answers import GatewayPayment
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayRefused
from api.payments.ledger import PaymentLedger
from api.payments.queries import RECEIVED
from chitrail.errors import Conflict
from chitrail.states import PaymentStatus

log = logging.getLogger(__name__)

NOTHING_DUE = "not captured: the order has nothing to pay"


class NotOurs(Conflict):
    """The gateway's payment is for another order, amount or currency than ours."""

    code = "payment-mismatch"
    title = "The payment does not belong to this order"


class NotPaidYet(Conflict):
    """The gateway has not finished with this payment."""

    code = "payment-not-finished"
    title = "The payment is not finished"


def check_belongs(payment: AnyRow, entity: GatewayPayment) -> None:
    """Raise NotOurs unless order, amount and currency are those of our row."""
    theirs = (entity.order_id, entity.amount, entity.currency)
    if theirs != (payment.razorpay_order_id, payment.amount_paise, payment.currency):
        raise NotOurs("order, amount or currency of the gateway's payment differ from ours")


def capture_if_due(
    database: Database, gateway: Gateway, payment: AnyRow, entity: GatewayPayment
) -> GatewayPayment:
    """The gateway's payment, captured if it was only authorised and the order can take money.

    What is not captured goes back to the guest by itself, without a refund. Raises NotOurs,
    GatewayUnavailable; GatewayRefused when it can no longer be captured.
    """
    check_belongs(payment, entity)
    if entity.status != "authorized":
        return entity
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, "gateway")
        if ledger.room(payment.part_id) <= 0:
            return entity
    try:
        captured = gateway.capture(entity)
    except GatewayRefused:
        captured = gateway.payment(entity.id)  # captured by somebody else a moment ago
        if captured.status == "authorized":
            raise
    check_belongs(payment, captured)
    return captured


def book(ledger: PaymentLedger, payment_id: UUID, entity: GatewayPayment) -> AnyRow:
    """Bring our payment to what the gateway says; gives the row the money was booked on.

    Money that came a second time for the same code is a payment of its own, all of it surplus. Raises
    NotPaidYet, IllegalTransition.
    """
    payment = ledger.payment(payment_id)
    if entity.status in ("captured", "refunded"):
        known: dict[str, object] = {
            "razorpay_payment_id": entity.id,
            "gateway_method": entity.method,
            "fee_paise": entity.fee,
            "fee_tax_paise": entity.tax,
        }
        if payment.status in RECEIVED and payment.razorpay_payment_id != entity.id:
            return _second(ledger, payment, entity, known)
        return ledger.complete(payment, **known)
    if entity.status == "failed":
        if payment.status in RECEIVED:
            return payment  # an earlier try that failed, told late
        return ledger.fail(payment, entity.error_reason or "failed")
    if entity.status == "authorized" and payment.status == PaymentStatus.FAILED:
        return payment
    if entity.status == "authorized" and ledger.room(payment.part_id) <= 0:
        return payment if payment.status in RECEIVED else ledger.fail(payment, NOTHING_DUE)
    raise NotPaidYet(f"the payment is {entity.status} at the gateway")


def _second(
    ledger: PaymentLedger, first: AnyRow, entity: GatewayPayment, known: dict[str, object]
) -> AnyRow:
    earlier = queries.by_gateway_payment(ledger.connection, entity.id)
    if earlier is not None:
        return earlier
    log.warning("payment %s was paid a second time, as %s", first.id, entity.id)
    again = ledger.begin(
        "RAZORPAY", Pieces(surplus=entity.amount), part_id=first.part_id, duplicate_of=first.id
    )
    return ledger.complete(again, **known)
