"""How much a payment is for: what the caller asks, checked against what the order still takes."""

from uuid import UUID

from api.payments import queries
from api.payments.allocation import LEAST_REST_PAISE, Pieces, cash_pieces
from api.payments.ledger import PaymentLedger
from api.payments.schemas import CashRequest
from api.payments.views import payment_view
from chitrail.errors import Conflict, InvalidInput
from chitrail.money import MAX_PAISE, format_rupees, parse_rupees


class NothingDue(Conflict):
    """The order takes no more money; `payment` is the one that was received, if any."""

    code = "nothing-due"
    title = "There is nothing to pay"


def sale_paise(ledger: PaymentLedger, amount: str | None, part_id: UUID | None) -> int:
    """Paise to take towards the bill: the amount asked for, else all that is due of the order or part.

    Raises NothingDue; InvalidInput for an unknown part, a bill that is split but no part named, an amount
    above what is due, or one that would leave less than a rupee, which nobody could pay.
    """
    _check_part(ledger, part_id)
    due = ledger.room(part_id)
    if due == 0:
        winner = queries.last_received(ledger.connection, ledger.order.id, part_id)
        raise NothingDue(
            f"order {ledger.order.number} is {ledger.order.status} and has nothing to pay",
            payment=None if winner is None else payment_view(winner),
        )
    return part_of_due(amount, due)


def part_of_due(amount: str | None, due: int) -> int:
    """Paise of `due` to take: the amount asked for, else all. Raises InvalidInput."""
    if amount is None:
        return due
    paise = parse_rupees(amount, field="amount")
    if not 0 < paise <= due:
        raise InvalidInput(f"must be more than 0 and at most {format_rupees(due)}", field="amount")
    if 0 < due - paise < LEAST_REST_PAISE:
        rest = format_rupees(due - paise)
        raise InvalidInput(f"would leave {rest}, too little to be paid", field="amount")
    return paise


def tip_paise(tip: str | None) -> int:
    """Paise on top of the bill. Raises InvalidInput."""
    paise = 0 if tip is None else parse_rupees(tip, field="tip")
    if not 0 <= paise <= MAX_PAISE:
        raise InvalidInput("must not be negative", field="tip")
    return paise


def cash_for(request: CashRequest, sale: int) -> tuple[Pieces, int]:
    """What is taken in cash for `sale` paise of the bill and the tip, and what the guest gave.

    Raises InvalidInput for a sum that no cash can be, or less than it tendered.
    """
    pieces = cash_pieces(sale, tip_paise(request.tip))
    if not 0 < pieces.total <= MAX_PAISE:
        raise InvalidInput("is no whole rupee in cash", field="amount")
    if request.tendered is None:
        return pieces, pieces.total
    tendered = parse_rupees(request.tendered, field="tendered")
    if tendered < pieces.total:
        raise InvalidInput(f"is less than {format_rupees(pieces.total)}", field="tendered")
    return pieces, tendered


def _check_part(ledger: PaymentLedger, part_id: UUID | None) -> None:
    parts = ledger.parts
    if part_id is None and parts:
        raise InvalidInput("the bill is split: name the part that is paid", field="part_id")
    if part_id is not None and all(part.id != part_id for part in parts):
        raise InvalidInput("is not a part of this order's bill", field="part_id")
