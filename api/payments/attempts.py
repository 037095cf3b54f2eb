"""Attempts to be paid online: one open at a time for an order, or for each part of a split bill."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from api.database import Database
from api.models import AnyRow
from api.payments import queries
from api.payments.allocation import Pieces
from api.payments.asking import sale_paise, tip_paise
from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.payments.ledger import PaymentLedger
from api.payments.schemas import OnlineRequest, Payment
from api.payments.views import payment_view
from chitrail.clock import now
from chitrail.errors import Conflict, NotFound
from chitrail.money import format_rupees
from chitrail.settings import Settings
from chitrail.states import PaymentStatus
from chitrail.tokens import Actor

T = TypeVar("T")
SUPERSEDED = "superseded: the order has less to pay"
EXPIRED = "the code expired"
CODE_LIVES = timedelta(minutes=15)
CODE_MARGIN = timedelta(minutes=2)
"""A code that closes in a moment is not shown again."""
PATIENCE_SECONDS = 30
"""How long the request that began an attempt may still be at work: gunicorn ends it then."""


class AttemptOpen(Conflict):
    """Another attempt for another amount has not ended."""

    code = "attempt-open"
    title = "Another online payment of this order is open"


def reserve(
    database: Database, actor: Actor, request: OnlineRequest, *, by_qr: bool
) -> tuple[AnyRow, bool]:
    """The open attempt for the same amount and the same way to pay, or a new one; whether it is new.

    An open attempt for more than is due can no longer be completed whole, and a code closes by itself;
    both give way to a new one.
    Raises NotFound, NothingDue, AttemptOpen, InvalidInput.
    """
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
        sale = sale_paise(ledger, request.amount, request.part_id)
        asked = Pieces(sale, tip_paise(request.tip))
        existing = queries.open_attempt(connection, ledger.order.id, request.part_id)
        if existing is not None:
            reason = _outlived(ledger, existing)
            if reason:
                ledger.fail(existing, reason, next_check_at=ledger.at)
                existing = None
        if existing is None:
            columns = {"part_id": request.part_id, "next_check_at": _soon(ledger.at)}
            return ledger.begin("RAZORPAY", asked, **columns), True
        same_way = existing.razorpay_order_id is None if by_qr else existing.razorpay_qr_id is None
        same_sums = (existing.applied_paise, existing.tip_paise) == (asked.sale, asked.tip)
        if not (same_way and same_sums):
            raise AttemptOpen(
                f"payment {existing.id} over {format_rupees(existing.amount_paise)} is still open",
                payment_id=existing.id,
            )
        return existing, False


def at_gateway(database: Database, actor: Actor, payment: AnyRow, work: Callable[[], T]) -> T:
    """Run the gateway's part of an attempt: a refusal ends it, a lost answer makes it UNKNOWN.

    Raises what `work` raises, after having written it down.
    """
    try:
        return work()
    except GatewayRefused as error:
        _set_open(database, actor, payment, PaymentStatus.FAILED, error.detail)
        raise
    except GatewayUnavailable:
        _set_open(database, actor, payment, PaymentStatus.UNKNOWN, "")
        raise


def first_check(settings: Settings, at: datetime) -> datetime:
    """When the janitor asks for the first time about an attempt that went well so far."""
    return at + timedelta(seconds=settings.razorpay_poll_seconds)


def join(
    ledger: PaymentLedger, payment_id: UUID, settings: Settings, **codes: str | None
) -> AnyRow:
    """Write the gateway's code on the attempt, unless a request at the same time did: PROCESSING."""
    payment = ledger.payment(payment_id)
    if payment.razorpay_order_id is not None or payment.razorpay_qr_id is not None:
        return payment
    return ledger.move(
        payment, PaymentStatus.PROCESSING, next_check_at=first_check(settings, ledger.at), **codes
    )


def cancel(connection: Connection, actor: Actor, payment_id: UUID, reason: str) -> Payment:
    """End an attempt nobody paid; should money come all the same, it still counts.

    Raises NotFound; IllegalTransition when it is received.
    """
    found = queries.payment(connection, actor.outlet_id, payment_id)
    if found is None:
        raise NotFound(f"there is no payment {payment_id}")
    ledger = PaymentLedger.of(connection, actor.outlet_id, found.order_id, actor.subject)
    payment = ledger.payment(payment_id)
    return payment_view(ledger.fail(payment, reason, next_check_at=ledger.at))


def _outlived(ledger: PaymentLedger, attempt: AnyRow) -> str:
    """Why an open attempt must give way to a new one; empty when it need not."""
    if attempt.applied_paise > ledger.room(attempt.part_id):
        return SUPERSEDED
    if attempt.razorpay_qr_id and ledger.at > attempt.created_at + CODE_LIVES - CODE_MARGIN:
        return EXPIRED
    return ""


def _set_open(
    database: Database, actor: Actor, payment: AnyRow, status: PaymentStatus, reason: str
) -> None:
    """Only while the gateway's code is not known: another request may have got on meanwhile."""
    with database.transaction() as connection:
        ledger = PaymentLedger.of(connection, payment.outlet_id, payment.order_id, actor.subject)
        current = ledger.payment(payment.id)
        if current.razorpay_order_id or current.razorpay_qr_id:
            return
        if current.status not in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN):
            return
        if status is PaymentStatus.FAILED:
            ledger.fail(current, reason, next_check_at=None)
        elif current.status == PaymentStatus.PENDING:
            ledger.move(current, status, next_check_at=_soon(now()))


def _soon(at: datetime) -> datetime:
    return at + timedelta(seconds=PATIENCE_SECONDS)
