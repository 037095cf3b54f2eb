"""Refunds: reserved here, asked for at the gateway, then booked; cash goes back over the counter."""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.database import Database
from api.idempotency import Key
from api.models import AnyRow
from api.outlets.service import trading_day
from api.payments import queries
from api.payments.gateway.answers import GatewayRefund
from api.payments.gateway.client import Gateway, GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.phases import Phases
from api.payments.queries import REFUNDS
from api.payments.schemas import RefundRequest, Refunds
from api.payments.views import refund_view
from api.reply import Encoded
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import named_id
from chitrail.money import format_rupees, parse_rupees
from chitrail.settings import Settings
from chitrail.states import RefundStatus
from chitrail.tokens import Actor

REFUNDABLE = ("COMPLETED", "PARTIALLY_REFUNDED")


class NotRefundable(Conflict):
    """Nothing of this payment can be given back."""

    code = "not-refundable"
    title = "The payment cannot be refunded"


def refund(
    database: Database,
    settings: Settings,
    actor: Actor,
    payment_id: UUID,
    request: RefundRequest,
    key: Key,
) -> Encoded:
    """Give back part or all of a payment, through the way it came.

    The refund's id follows from the idempotency key, so a request repeated after a lost answer resumes the
    same refund. Raises NotFound, NotRefundable, InvalidInput for more than is left, GatewayRefused,
    GatewayUnavailable.
    """
    phases = Phases(database, key)
    refund_id = named_id("refund", key.scope, key.key)

    def work() -> Encoded:
        with database.transaction() as connection:
            payment, reserved, fresh = _reserve(connection, actor, payment_id, refund_id, request)
        gateway_id = None
        if payment.payment_method == "RAZORPAY":
            gateway_id = _at_gateway(database, settings, payment, reserved, fresh=fresh)
        with database.transaction() as connection:
            done = _book(connection, payment, reserved.id, gateway_id, actor)
            return phases.finish(connection, refund_view(done), HTTPStatus.CREATED)

    return phases.run(work)


def listing(connection: Connection, outlet_id: str, payment_id: UUID) -> Refunds:
    """Refunds of a payment. Raises NotFound."""
    if queries.payment(connection, outlet_id, payment_id) is None:
        raise NotFound(f"there is no payment {payment_id}")
    return Refunds([refund_view(row) for row in queries.refunds_of(connection, payment_id)])


def _reserve(
    connection: Connection, actor: Actor, payment_id: UUID, refund_id: UUID, request: RefundRequest
) -> tuple[AnyRow, AnyRow, bool]:
    """The payment, the refund reserved on it, and whether it is new."""
    found = queries.payment(connection, actor.outlet_id, payment_id)
    if found is None:
        raise NotFound(f"there is no payment {payment_id}")
    ledger = PaymentLedger.of(connection, actor.outlet_id, found.order_id, actor.subject)
    payment = ledger.payment(payment_id)
    existing = queries.refund(connection, refund_id)
    if existing is not None and existing.status == RefundStatus.FAILED:
        raise NotRefundable("the gateway refused this refund; another try needs a new key")
    if existing is not None:
        return payment, existing, False
    if payment.status not in REFUNDABLE:
        raise NotRefundable(f"payment {payment_id} is {payment.status}")
    left = payment.amount_paise - payment.refunded_paise - payment.refund_pending_paise
    amount = left if request.amount is None else parse_rupees(request.amount, field="amount")
    if not 0 < amount <= left:
        raise InvalidInput(f"must be more than 0 and at most {format_rupees(left)}", field="amount")
    payment = ledger.reserve_refund(payment, amount)
    row = {
        "id": refund_id,
        "payment_id": payment.id,
        "order_id": payment.order_id,
        "outlet_id": payment.outlet_id,
        "business_date": trading_day(connection, payment.outlet_id, ledger.at),
        "amount_paise": amount,
        "status": RefundStatus.PENDING,
        "reason": request.reason,
        "requested_by": actor.subject,
        "created_at": ledger.at,
    }
    reserved = connection.execute(insert(REFUNDS).values(row).returning(REFUNDS)).one()
    return payment, reserved, True


def _at_gateway(
    database: Database, settings: Settings, payment: AnyRow, reserved: AnyRow, *, fresh: bool
) -> str:
    """The gateway's refund id; a refusal releases what was reserved."""
    if reserved.razorpay_refund_id is not None:
        return str(reserved.razorpay_refund_id)
    try:
        return _ask(Gateway(settings), payment, reserved, fresh=fresh).id
    except GatewayRefused:
        with database.transaction() as connection:
            ledger = PaymentLedger.of(
                connection, payment.outlet_id, payment.order_id, reserved.requested_by
            )
            ledger.release_refund(payment, reserved.amount_paise)
            _set(connection, reserved.id, status=RefundStatus.FAILED, updated_at=ledger.at)
        raise


def _ask(gateway: Gateway, payment: AnyRow, reserved: AnyRow, *, fresh: bool) -> GatewayRefund:
    """The gateway's refund, also if an earlier request made it and its answer was lost."""
    at, key = payment.razorpay_payment_id, reserved.id.hex
    made = None if fresh else gateway.refund_by_key(at, key)
    if made is None:
        made = gateway.refund(at, reserved.amount_paise, key)
    if (made.payment_id, made.amount) != (at, reserved.amount_paise):
        raise GatewayUnavailable(f"refund {made.id} is not the one asked for")
    if made.status == "failed":
        raise GatewayRefused(f"refund {made.id} failed")
    return made


def _book(
    connection: Connection, payment: AnyRow, refund_id: UUID, gateway_id: str | None, actor: Actor
) -> AnyRow:
    ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, actor.subject)
    current = queries.refund(connection, refund_id)
    if current is None:
        raise NotFound(f"there is no refund {refund_id}")
    if current.status == RefundStatus.PROCESSED:
        return current
    done = _set(
        connection,
        refund_id,
        status=RefundStatus.PROCESSED,
        razorpay_refund_id=gateway_id,
        processed_at=ledger.at,
        updated_at=ledger.at,
    )
    ledger.refunded(ledger.payment(payment.id), refund_id, done.amount_paise)
    return done


def _set(connection: Connection, refund_id: UUID, **columns: object) -> AnyRow:
    change = update(REFUNDS).where(REFUNDS.c.id == refund_id).values(columns)
    return connection.execute(change.returning(REFUNDS)).one()
