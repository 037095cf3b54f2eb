"""Finding out at the gateway what became of a payment, and booking it."""

from uuid import UUID

from api.database import Database
from api.idempotency import Key
from api.models import AnyRow
from api.payments import queries
from api.payments.gateway.answers import GatewayPayment
from api.payments.gateway.client import Gateway
from api.payments.gateway.signatures import checkout_is_signed
from api.payments.ledger import PaymentLedger, Surplus
from api.payments.phases import Phases
from api.payments.queries import RECEIVED
from api.payments.schemas import VerifyRequest
from api.payments.views import payment_view
from api.reply import Encoded
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.settings import Settings
from chitrail.tokens import Actor


class NotOurs(Conflict):
    """The gateway's payment is for another order, amount or currency than ours."""

    code = "payment-mismatch"
    title = "The payment does not belong to this order"


class NotPaidYet(Conflict):
    """The gateway has not finished with this payment."""

    code = "payment-not-finished"
    title = "The payment is not finished"


def verify(
    database: Database, settings: Settings, actor: Actor, request: VerifyRequest, key: Key
) -> Encoded:
    """Check the checkout's signature, ask the gateway, and book the payment: once, however often called.

    Raises NotFound, InvalidInput for a wrong signature, NotOurs, NotPaidYet, Surplus, GatewayRefused,
    GatewayUnavailable.
    """
    phases = Phases(database, key)

    def work() -> Encoded:
        payment = _ours(database, request.razorpay_order_id, actor.outlet_id)
        _check_signature(settings, payment, request)
        entity = None
        if payment.status not in RECEIVED or (
            payment.razorpay_payment_id != request.razorpay_payment_id
        ):
            entity = settled_at_gateway(Gateway(settings), payment, request.razorpay_payment_id)
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
    _check_signature(settings, payment, request)
    entity = settled_at_gateway(Gateway(settings), payment, request.razorpay_payment_id)
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, "checkout")
        return book(ledger, payment.id, entity)


def settled_at_gateway(
    gateway: Gateway, payment: AnyRow, razorpay_payment_id: str
) -> GatewayPayment:
    """The gateway's payment, captured if it was only authorised. Raises NotOurs."""
    entity = gateway.payment(razorpay_payment_id)
    check_belongs(payment, entity)
    return gateway.capture(entity) if entity.status == "authorized" else entity


def check_belongs(payment: AnyRow, entity: GatewayPayment) -> None:
    """Raise NotOurs unless order, amount and currency are those of our row."""
    theirs = (entity.order_id, entity.amount, entity.currency)
    if theirs != (payment.razorpay_order_id, payment.amount_paise, payment.currency):
        raise NotOurs("order, amount or currency of the gateway's payment differ from ours")


def book(ledger: PaymentLedger, payment_id: UUID, entity: GatewayPayment) -> AnyRow:
    """Bring our payment to what the gateway says. Raises NotPaidYet, Surplus, IllegalTransition."""
    payment = ledger.payment(payment_id)
    if entity.status in ("captured", "refunded"):
        if payment.status in RECEIVED and payment.razorpay_payment_id != entity.id:
            raise Surplus(f"payment {payment.id} was received as {payment.razorpay_payment_id}")
        return ledger.complete(payment, razorpay_payment_id=entity.id)
    if entity.status == "failed":
        if payment.status in RECEIVED:
            return payment  # an earlier try that failed, told late
        return ledger.fail(payment, entity.error_reason or "failed")
    raise NotPaidYet(f"the payment is {entity.status} at the gateway")


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
