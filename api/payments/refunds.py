"""Refunds: reserved here, asked for at the gateway, then booked; cash goes back over the counter."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import Connection

from api.audit.service import record
from api.auth import approvals
from api.database import Database
from api.drawers import till
from api.idempotency import Key
from api.models import AnyRow
from api.payments import queries, refund_rows
from api.payments.allocation import refund_pieces
from api.payments.gateway.answers import GatewayRefund
from api.payments.gateway.client import Gateway
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.phases import Phases
from api.payments.schemas import RefundRequest, Refunds
from api.payments.views import refund_view
from api.reply import Encoded
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import named_id
from chitrail.money import PAISE_PER_RUPEE, format_rupees, parse_rupees
from chitrail.settings import Settings
from chitrail.states import RefundStatus
from chitrail.tokens import Actor

REFUNDABLE = ("COMPLETED", "PARTIALLY_REFUNDED")
LONGEST_PAUSE = timedelta(hours=1)
PATIENCE = timedelta(seconds=30)
"""How long the request itself may still be at work before the janitor takes over."""


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
    same refund; if nobody repeats it, the janitor does. Raises NotFound, NotRefundable, InvalidInput for
    more than is left, ApprovalRequired above the outlet's limit, GatewayRefused, GatewayUnavailable.
    """
    phases = Phases(database, key)
    refund_id = named_id("refund", key.scope, key.key)

    def work() -> Encoded:
        with database.transaction() as connection:
            payment, reserved, fresh = _reserve(
                connection, settings, actor, payment_id, refund_id, request
            )
            if payment.payment_method == "CASH":
                done = _hand_over(connection, actor, reserved, request.drawer)
                _note(connection, actor, reserved, fresh=fresh)
                return phases.finish(connection, refund_view(done), HTTPStatus.CREATED)
            _note(connection, actor, reserved, fresh=fresh)
        done = pursue(database, Gateway(settings), settings, reserved, fresh=fresh)
        if done.status == RefundStatus.FAILED:
            raise GatewayRefused(done.last_error)
        with database.transaction() as connection:
            return phases.finish(connection, refund_view(done), HTTPStatus.CREATED)

    return phases.run(work)


def listing(connection: Connection, outlet_id: str, payment_id: UUID) -> Refunds:
    """Refunds of a payment. Raises NotFound."""
    if queries.payment(connection, outlet_id, payment_id) is None:
        raise NotFound(f"there is no payment {payment_id}")
    return Refunds([refund_view(row) for row in queries.refunds_of(connection, payment_id)])


def pursue(
    database: Database, gateway: Gateway, settings: Settings, reserved: AnyRow, *, fresh: bool
) -> AnyRow:
    """Ask the gateway for a refund that is reserved, and write down what it says; the refund's row.

    A refusal releases what was reserved. Raises GatewayUnavailable after having put the refund down for
    another try, GatewayRefused.
    """
    with database.transaction() as connection:
        payment = queries.payment(connection, reserved.outlet_id, reserved.payment_id)
    if payment is None:
        raise NotFound(f"there is no payment {reserved.payment_id}")
    try:
        made = _ask(gateway, payment, reserved, fresh=fresh)
    except GatewayUnavailable as error:
        with database.transaction() as connection:
            _put_off(connection, settings, reserved, error.detail)
        raise
    except GatewayRefused as error:
        with database.transaction() as connection:
            ledger = _ledger(connection, reserved)
            _released(ledger, reserved.id, error.detail)
        raise
    with database.transaction() as connection:
        return conclude(_ledger(connection, reserved), reserved.id, made, settings)


def conclude(
    ledger: PaymentLedger, refund_id: UUID, made: GatewayRefund, settings: Settings
) -> AnyRow:
    """Bring our refund to what the gateway says of its own."""
    current = _current(ledger.connection, refund_id)
    if made.status == "processed":
        return ledger.refunded(current, razorpay_refund_id=made.id)
    if made.status == "failed":
        return _released(ledger, refund_id, f"refund {made.id} failed at the gateway")
    if current.status != RefundStatus.PENDING:
        return current
    return refund_rows.write(
        ledger.connection,
        refund_id,
        razorpay_refund_id=made.id,
        next_check_at=ledger.at + _pause(settings, current.attempts),
        attempts=current.attempts + 1,
        updated_at=ledger.at,
    )


def _reserve(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    payment_id: UUID,
    refund_id: UUID,
    request: RefundRequest,
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
    left = refund_rows.left(connection, payment)
    amount = left.total
    if request.amount is not None:
        amount = parse_rupees(request.amount, field="amount")
    if not 0 < amount <= left.total:
        most = format_rupees(left.total)
        raise InvalidInput(f"must be more than 0 and at most {most}", field="amount")
    if payment.payment_method == "CASH" and amount % PAISE_PER_RUPEE:
        raise InvalidInput("must be whole rupees: it goes back in cash", field="amount")
    limit, before = settings.approval_refund_paise, payment.amount_paise - left.total
    if limit is not None and before + amount > limit:
        # All refunds of a payment together: many small ones must not pass as none.
        approvals.require(connection, actor, approvals.REFUND, payment_id, request.approval)
    pieces = refund_pieces(amount, left)
    soon = ledger.at + PATIENCE if payment.payment_method == "RAZORPAY" else None
    reserved = ledger.reserve_refund(payment, pieces, refund_id, request.reason, next_check_at=soon)
    return payment, reserved, True


def _note(connection: Connection, actor: Actor, reserved: AnyRow, *, fresh: bool) -> None:
    if fresh:
        record(
            connection,
            reserved.outlet_id,
            actor.subject,
            "refund",
            reserved.payment_id,
            amount=format_rupees(reserved.amount_paise),
            reason=reserved.reason,
        )


def _hand_over(
    connection: Connection, actor: Actor, reserved: AnyRow, drawer: str | None
) -> AnyRow:
    """Cash back to the guest, out of the open drawer where there is one."""
    ledger = _ledger(connection, reserved, actor.subject)
    shift = till.open_shift(connection, actor.outlet_id, drawer)
    done = ledger.refunded(reserved, shift_id=shift)
    if shift is not None and reserved.status == RefundStatus.PENDING:
        till.record(
            connection,
            shift,
            "REFUND",
            -reserved.amount_paise,
            actor=actor.subject,
            at=ledger.at,
            refund_id=reserved.id,
            reason=reserved.reason,
        )
    return done


def _ask(gateway: Gateway, payment: AnyRow, reserved: AnyRow, *, fresh: bool) -> GatewayRefund:
    """The gateway's refund, also if an earlier request made it and its answer was lost."""
    at, key = payment.razorpay_payment_id, reserved.id.hex
    made = None if fresh else gateway.refund_by_key(at, key)
    if made is None:
        made = gateway.refund(at, reserved.amount_paise, key)
    if (made.payment_id, made.amount) != (at, reserved.amount_paise):
        raise GatewayUnavailable(f"refund {made.id} is not the one asked for")
    return made


def _put_off(connection: Connection, settings: Settings, reserved: AnyRow, why: str) -> None:
    ledger = _ledger(connection, reserved)
    current = _current(connection, reserved.id)
    if current.status == RefundStatus.PENDING:
        refund_rows.write(
            connection,
            reserved.id,
            next_check_at=ledger.at + _pause(settings, current.attempts),
            attempts=current.attempts + 1,
            last_error=why,
            updated_at=ledger.at,
        )


def _released(ledger: PaymentLedger, refund_id: UUID, why: str) -> AnyRow:
    return ledger.release_refund(_current(ledger.connection, refund_id), why)


def _ledger(connection: Connection, refund: AnyRow, actor: str = "gateway") -> PaymentLedger:
    return PaymentLedger.of(connection, refund.outlet_id, refund.order_id, actor)


def _current(connection: Connection, refund_id: UUID) -> AnyRow:
    row = queries.refund(connection, refund_id)
    if row is None:
        raise NotFound(f"there is no refund {refund_id}")
    return row


def _pause(settings: Settings, attempts: int) -> timedelta:
    """Doubles with every try, up to an hour."""
    seconds = settings.razorpay_poll_seconds * 2.0 ** min(attempts, 20)
    return min(timedelta(seconds=seconds), LONGEST_PAUSE)
