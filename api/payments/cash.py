"""Cash: a waiter confirms at the table; of several at once one wins."""

from sqlalchemy import Connection

from api.drawers import till
from api.payments.allocation import cash_pieces
from api.payments.asking import sale_paise, tip_paise
from api.payments.ledger import PaymentLedger
from api.payments.schemas import CashRequest, Payment
from api.payments.views import payment_view
from chitrail.errors import InvalidInput
from chitrail.money import MAX_PAISE, format_rupees, parse_rupees
from chitrail.tokens import Actor


def confirm(connection: Connection, actor: Actor, request: CashRequest) -> Payment:
    """Take cash for an order, rounded to the rupee: settled at once, with the change to give.

    Raises NotFound, NothingDue with the winner's payment, InvalidInput for an amount above what is due, a
    tendered sum below the amount, or a drawer that is not open.
    """
    ledger = PaymentLedger.of(connection, actor.outlet_id, request.order_id, actor.subject)
    sale = sale_paise(ledger, request.amount, request.part_id)
    pieces = cash_pieces(sale, tip_paise(request.tip))
    if not 0 < pieces.total <= MAX_PAISE:
        raise InvalidInput("is no whole rupee in cash", field="amount")
    tendered = pieces.total
    if request.tendered is not None:
        tendered = parse_rupees(request.tendered, field="tendered")
    if tendered < pieces.total:
        raise InvalidInput(f"is less than {format_rupees(pieces.total)}", field="tendered")
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
