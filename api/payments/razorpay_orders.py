"""Beginning a payment at Razorpay: our row first, then the gateway's order, then both joined."""

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from api.database import Database
from api.idempotency import Key
from api.models import AnyRow
from api.payments import queries
from api.payments.cash import payable
from api.payments.gateway.answers import GatewayOrder
from api.payments.gateway.client import Gateway, GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.phases import Phases
from api.payments.schemas import Checkout, RazorpayOrderRequest
from api.payments.views import payment_fields
from api.reply import Encoded, Reply
from chitrail.errors import Conflict
from chitrail.money import format_rupees
from chitrail.settings import Settings
from chitrail.states import PaymentStatus
from chitrail.tokens import Actor

REAL_GATEWAY = "https://api.razorpay.com"
CALLBACK = "/api/payments/razorpay-callback"
SUPERSEDED = "superseded: the order has less to pay"


class AttemptOpen(Conflict):
    """Another attempt for another amount has not ended."""

    code = "attempt-open"
    title = "Another online payment of this order is open"


def create(
    database: Database, settings: Settings, actor: Actor, request: RazorpayOrderRequest, key: Key
) -> Encoded:
    """An order at the gateway for what is due, or the open one for the same amount.

    Raises NotFound, NothingDue, AttemptOpen, InvalidInput, GatewayRefused, GatewayUnavailable; after the
    last the same request resumes: the gateway is asked first whether it has made the order.
    """
    phases, gateway = Phases(database, key), Gateway(settings)

    def work() -> Encoded:
        with database.transaction() as connection:
            ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
            payment, fresh = _attempt(ledger, payable(ledger, request.amount))
        order = None
        if payment.razorpay_order_id is None:
            try:
                order = _at_gateway(gateway, payment, fresh=fresh)
            except GatewayRefused as error:
                _give_up(database, actor, payment, error.detail)
                raise
        with database.transaction() as connection:
            ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
            joined = _join(ledger, payment.id, order)
            return phases.finish(connection, _reply(settings, joined), HTTPStatus.CREATED)

    return phases.run(work)


def _attempt(ledger: PaymentLedger, amount_paise: int) -> tuple[AnyRow, bool]:
    """The open attempt, or a new one; whether it is new.

    An open attempt for more than is due can no longer be completed, so it gives way to a new one.
    """
    existing = queries.open_attempt(ledger.connection, ledger.order.id)
    if existing is not None and existing.amount_paise > ledger.due_paise:
        ledger.fail(existing, SUPERSEDED)
        existing = None
    if existing is None:
        return ledger.begin("RAZORPAY", amount_paise), True
    if existing.amount_paise != amount_paise:
        raise AttemptOpen(
            f"payment {existing.id} over {format_rupees(existing.amount_paise)} is still open"
        )
    return existing, False


def _at_gateway(gateway: Gateway, payment: AnyRow, *, fresh: bool) -> GatewayOrder:
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


def _give_up(database: Database, actor: Actor, payment: AnyRow, reason: str) -> None:
    """End an attempt the gateway does not want, so that another can begin."""
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, actor.subject)
        current = ledger.payment(payment.id)
        if current.razorpay_order_id is None and current.status == PaymentStatus.PENDING:
            ledger.fail(current, reason)


def _join(ledger: PaymentLedger, payment_id: UUID, order: GatewayOrder | None) -> AnyRow:
    payment = ledger.payment(payment_id)
    if order is None or payment.razorpay_order_id is not None:
        return payment
    return ledger.move(payment, PaymentStatus.PROCESSING, razorpay_order_id=order.id)


def _reply(settings: Settings, payment: AnyRow) -> Reply[Checkout]:
    checkout = Checkout(
        **payment_fields(payment),
        key_id=settings.razorpay_key_id,
        amount_paise=payment.amount_paise,
        checkout_url=_checkout_url(settings, payment),
    )
    return Reply(checkout, location=f"/api/payments/{payment.id}", version=payment.version)


def _checkout_url(settings: Settings, payment: AnyRow) -> str | None:
    if settings.razorpay_base_url == REAL_GATEWAY:
        return None
    query = {
        "key_id": settings.razorpay_key_id,
        "order_id": payment.razorpay_order_id,
        "callback_url": settings.address("api") + CALLBACK,
    }
    return f"{settings.razorpay_base_url}/v1/checkout/embedded?{urlencode(query)}"
