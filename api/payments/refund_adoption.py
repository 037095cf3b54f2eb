"""Refunds the gateway tells us of: ours, or made on its dashboard by somebody, which we adopt."""

import logging
from uuid import UUID

from api.database import Database
from api.models import AnyRow
from api.payments import queries, refund_rows
from api.payments.allocation import refund_pieces
from api.payments.gateway.answers import GatewayRefund
from api.payments.ledger import PaymentLedger
from api.payments.queries import RECEIVED
from api.payments.refunds import conclude
from chitrail.ids import named_id
from chitrail.settings import Settings

log = logging.getLogger(__name__)

ACTOR = "razorpay webhook"
MADE_THERE = "made at the gateway"


def book_refund(database: Database, settings: Settings, made: GatewayRefund) -> str:
    """Bring our refund to what the gateway says of its own; `booked`, `adopted`, or why not.

    One that is not ours is adopted: money that left must be in the books. Refunds of payments we never
    received (uncaptured ones go back by themselves) are left alone.
    """
    with database.everywhere().transaction() as connection:
        payment = queries.by_gateway_payment(connection, made.payment_id)
        if payment is None or payment.status not in RECEIVED:
            return "not ours"
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, ACTOR)
        ours = _ours(ledger, made)
        if ours is not None:
            conclude(ledger, ours.id, made, settings)
            return "booked"
        if made.status != "processed":
            return "noted"
        return _adopt(ledger, ledger.payment(payment.id), made, settings)


def _ours(ledger: PaymentLedger, made: GatewayRefund) -> AnyRow | None:
    found = queries.refund_at_gateway(ledger.connection, made.id)
    if found is not None or not made.receipt:
        return found
    try:
        found = queries.refund(ledger.connection, UUID(made.receipt))
    except ValueError:
        return None  # a receipt of somebody else's making
    if found is None or found.amount_paise != made.amount or found.order_id != ledger.order.id:
        return None
    return found


def _adopt(ledger: PaymentLedger, payment: AnyRow, made: GatewayRefund, settings: Settings) -> str:
    left = refund_rows.left(ledger.connection, payment)
    if made.amount > left.total:
        log.error("refund %s over %d paise is more than is left", made.id, made.amount)
        return "mismatch"
    pieces = refund_pieces(made.amount, left)
    reserved = ledger.reserve_refund(payment, pieces, named_id("refund", made.id), MADE_THERE)
    conclude(ledger, reserved.id, made, settings)
    return "adopted"
