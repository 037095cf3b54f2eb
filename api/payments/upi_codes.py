"""UPI by QR code: a code on the waiter's screen or the printed bill, for one payment of one amount."""

from http import HTTPStatus

from api.database import Database
from api.idempotency import Key
from api.models import AnyRow
from api.payments import attempts
from api.payments.gateway.answers import GatewayQr
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.phases import Phases
from api.payments.schemas import OnlineRequest, Payment
from api.payments.views import payment_view
from api.reply import Encoded, Reply
from chitrail.clock import now
from chitrail.settings import Settings
from chitrail.tokens import Actor

NAME = "Table bill"


def create(
    database: Database, settings: Settings, actor: Actor, request: OnlineRequest, key: Key
) -> Encoded:
    """A code for what is due, or the open one for the same amount; it closes after 15 minutes.

    A code whose answer was lost was seen by nobody, so another try asks for a new one. Raises NotFound,
    NothingDue, AttemptOpen, InvalidInput, GatewayRefused, GatewayUnavailable.
    """
    phases, gateway = Phases(database, key), Gateway(settings)

    def work() -> Encoded:
        payment, _ = attempts.reserve(database, actor, request, by_qr=True)
        codes: dict[str, str | None] = {}
        if payment.razorpay_qr_id is None:
            qr = attempts.at_gateway(database, actor, payment, lambda: _ask(gateway, payment))
            codes = {"razorpay_qr_id": qr.id, "qr_image_url": qr.image_url}
            codes["upi_intent"] = qr.image_content
        with database.transaction() as connection:
            ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
            joined = attempts.join(ledger, payment.id, settings, **codes)
            location = f"/api/payments/{joined.id}"
            reply: Reply[Payment] = Reply(
                payment_view(joined), location=location, version=joined.version
            )
            return phases.finish(connection, reply, HTTPStatus.CREATED)

    return phases.run(work)


def _ask(gateway: Gateway, payment: AnyRow) -> GatewayQr:
    amount = payment.amount_paise
    qr = gateway.create_qr(amount, NAME, payment.id.hex, now() + attempts.CODE_LIVES)
    if qr.payment_amount != amount or qr.status != "active":
        raise GatewayUnavailable(f"code {qr.id} is not the one asked for")
    return qr
