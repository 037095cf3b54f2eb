"""Cash: a waiter confirms at the table; of several at once one wins."""

from sqlalchemy import Connection

from api.payments import queries
from api.payments.ledger import PaymentLedger
from api.payments.schemas import CashRequest, Payment
from api.payments.views import payment_view
from chitrail.errors import Conflict, InvalidInput
from chitrail.money import format_rupees, parse_rupees
from chitrail.tokens import Actor


class NothingDue(Conflict):
    """The order takes no more money; `payment` is the one that was received, if any."""

    code = "nothing-due"
    title = "There is nothing to pay"


def confirm(connection: Connection, actor: Actor, request: CashRequest) -> Payment:
    """Take cash for an order: settled at once, with the change to give.

    Raises NotFound, NothingDue with the winner's payment, InvalidInput for an amount above what is due or
    a tendered sum below the amount.
    """
    ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
    amount = payable(ledger, request.amount)
    tendered = amount
    if request.tendered is not None:
        tendered = parse_rupees(request.tendered, field="tendered")
    if tendered < amount:
        raise InvalidInput(f"is less than {format_rupees(amount)}", field="tendered")
    payment = ledger.begin("CASH", amount)
    done = ledger.complete(
        payment,
        confirmed_by=actor.name,
        confirmed_at=ledger.at,
        tendered_paise=tendered,
        change_paise=tendered - amount,
    )
    return payment_view(done)


def payable(ledger: PaymentLedger, amount: str | None) -> int:
    """Paise to take: the amount asked for, else all that is due. Raises NothingDue, InvalidInput."""
    due = ledger.due_paise
    if due == 0:
        winner = queries.last_received(ledger.connection, ledger.order.id)
        raise NothingDue(
            f"order {ledger.order.number} is {ledger.order.status} and has nothing to pay",
            payment=None if winner is None else payment_view(winner),
        )
    if amount is None:
        return due
    paise = parse_rupees(amount, field="amount")
    if not 0 < paise <= due:
        raise InvalidInput(f"must be more than 0 and at most {format_rupees(due)}", field="amount")
    return paise
