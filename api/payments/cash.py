"""Cash: a waiter confirms at the table; of several at once one wins."""

from sqlalchemy import Connection

from api import idempotency
from api.database import Database, retrying
from api.drawers import till
from api.idempotency import Key
from api.payments import cash_at_once
from api.payments.asking import cash_for, sale_paise
from api.payments.ledger import PaymentLedger
from api.payments.schemas import CashRequest, Payment
from api.payments.views import payment_view
from api.reply import Encoded, encode
from chitrail.tokens import Actor


def confirm(database: Database, actor: Actor, request: CashRequest, key: Key) -> Encoded:
    """Take cash for an order, rounded to the rupee: settled at once, with the change to give.

    Raises NotFound, NothingDue with the winner's payment, InvalidInput for an amount above what is due, a
    tendered sum below the amount, or a drawer that is not open.
    """
    return retrying(
        lambda: (
            cash_at_once.confirm(database, actor, request, key)
            or under_lock(database, actor, request, key)
        )
    )


def under_lock(database: Database, actor: Actor, request: CashRequest, key: Key) -> Encoded:
    """Any cash payment, or its refusal, in a transaction that holds the order. Raises as `confirm`."""
    with database.transaction() as connection:
        stored = idempotency.claim(connection, key)
        if stored is not None:
            return stored
        answer = encode(_confirm(connection, actor, request), 200)
        idempotency.finish(connection, key, answer)
        return answer


def _confirm(connection: Connection, actor: Actor, request: CashRequest) -> Payment:
    ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
    pieces, tendered = cash_for(request, sale_paise(ledger, request.amount, request.part_id))
    shift = till.open_shift(connection, actor.outlet_id, request.drawer)
    payment = ledger.begin("CASH", pieces, part_id=request.part_id, shift_id=shift)
    done = ledger.complete(
        payment,
        confirmed_by=actor.name,
        confirmed_at=ledger.at,
        tendered_paise=tendered,
        change_paise=tendered - pieces.total,
    )
    if shift is not None:
        till.record(
            connection,
            shift,
            "SALE",
            pieces.total,
            actor=actor.subject,
            at=ledger.at,
            payment_id=done.id,
        )
    return payment_view(done)
