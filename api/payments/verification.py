"""The checkout's word, checked: its signature, then the gateway itself, then booked."""

from datetime import timedelta

from api.database import Database
from api.idempotency import Key
from api.models import AnyRow
from api.payments import queries
from api.payments.booking import book, capture_if_due
from api.payments.gateway.answers import GatewayPayment
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayUnavailable
from api.payments.gateway.signatures import checkout_is_signed
from api.payments.ledger import PaymentLedger
from api.payments.phases import Phases
from api.payments.queries import RECEIVED
from api.payments.schemas import VerifyRequest
from api.payments.views import payment_view
from api.reply import Encoded
from chitrail.errors import InvalidInput, NotFound
from chitrail.settings import Settings
from chitrail.states import PaymentStatus
from chitrail.tokens import Actor

ASK_AGAIN = timedelta(seconds=2)
"""A lost answer is asked for again soon: somebody stands at the table with a paid phone."""


def verify(
    database: Database, settings: Settings, actor: Actor, request: VerifyRequest, key: Key
) -> Encoded:
    """Check the checkout's signature, ask the gateway, and book the payment: once, however often called.

    Raises NotFound, InvalidInput for a wrong signature, NotOurs, NotPaidYet, GatewayRefused,
    GatewayUnavailable; after the last the payment is UNKNOWN and the janitor finds out.
    """
    phases = Phases(database, key)

    def work() -> Encoded:
        payment = _ours(database, request.razorpay_order_id, actor.outlet_id)
        _check_signature(settings, payment, request)
        entity = None
        if payment.status not in RECEIVED or (
            payment.razorpay_payment_id != request.razorpay_payment_id
        ):
            entity = _at_gateway(database, settings, payment, request.razorpay_payment_id)
        with database.transaction() as connection:
            ledger = PaymentLedger.of(
                connection, payment.outlet_id, payment.order_id, actor.subject
            )
            done = book(ledger, payment.id, entity) if entity else ledger.payment(payment.id)
            return phases.finish(connection, payment_view(done), 200)

    return phases.run(work)


def verify_callback(database: Database, settings: Settings, request: VerifyRequest) -> AnyRow:
    """The same for the browser that comes back from the hosted checkout: the signature is its right."""
    payment = _ours(database, request.razorpay_order_id, None)
    database = database.at(payment.outlet_id)
    _check_signature(settings, payment, request)
    entity = _at_gateway(database, settings, payment, request.razorpay_payment_id)
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, "checkout")
        return book(ledger, payment.id, entity)


def _at_gateway(
    database: Database, settings: Settings, payment: AnyRow, razorpay_payment_id: str
) -> GatewayPayment:
    gateway = Gateway(settings)
    try:
        entity = gateway.payment(razorpay_payment_id)
        return capture_if_due(database, gateway, payment, entity)
    except GatewayUnavailable:
        _remember_doubt(database, payment)
        raise


def _remember_doubt(database: Database, payment: AnyRow) -> None:
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, "checkout")
        current, soon = ledger.payment(payment.id), ledger.at + ASK_AGAIN
        if current.status == PaymentStatus.PROCESSING:
            ledger.move(current, PaymentStatus.UNKNOWN, next_check_at=soon)
        elif current.status in (PaymentStatus.UNKNOWN, PaymentStatus.FAILED):
            ledger.write(current, next_check_at=soon)


def _ours(database: Database, razorpay_order_id: str, outlet_id: str | None) -> AnyRow:
    with database.transaction() as connection:
        payment = queries.by_gateway_order(connection, razorpay_order_id)
    if payment is None or outlet_id not in (None, payment.outlet_id):
        raise NotFound(f"there is no payment for {razorpay_order_id}")
    return payment


def _check_signature(settings: Settings, payment: AnyRow, request: VerifyRequest) -> None:
    good = checkout_is_signed(
        payment.razorpay_order_id,
        request.razorpay_payment_id,
        request.razorpay_signature,
        settings.razorpay_key_secret,
    )
    if not good:
        raise InvalidInput("is not the gateway's signature", field="razorpay_signature")
