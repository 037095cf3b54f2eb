"""Splitting a bill, and putting it together again."""

from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.models import AnyRow
from api.orders import queries as orders
from api.payments import queries as payments
from api.payments.ledger import PaymentLedger
from api.splits import queries
from api.splits.plans import PartPlan, plan
from api.splits.queries import PART_LINES, PARTS
from api.splits.schemas import Split, SplitRequest
from api.splits.views import split_view
from chitrail.errors import Conflict, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees
from chitrail.tokens import Actor


class NotSplittable(Conflict):
    """The bill is closed, partly paid, or being paid right now."""

    code = "not-splittable"
    title = "This bill cannot be split now"


def split(connection: Connection, actor: Actor, order_id: UUID, request: SplitRequest) -> Split:
    """Split a bill that nobody has begun to pay; parts it had before are void.

    Raises NotFound, NotSplittable, InvalidInput.
    """
    ledger = PaymentLedger.of(connection, actor.outlet_id, order_id, actor.subject)
    _check_untouched(ledger)
    order = ledger.order
    plans = plan(request, order.total_paise, orders.lines(connection, [order.id])[order.id])
    _void(ledger)
    for number, part in enumerate(plans, start=1):
        _add(ledger, number, request.by, part)
    return read(connection, actor.outlet_id, order_id)


def unsplit(connection: Connection, actor: Actor, order_id: UUID) -> Split:
    """One bill again. Raises NotFound, NotSplittable when a part is paid."""
    ledger = PaymentLedger.of(connection, actor.outlet_id, order_id, actor.subject)
    _check_untouched(ledger)
    _void(ledger)
    return read(connection, actor.outlet_id, order_id)


def read(connection: Connection, outlet_id: str, order_id: UUID) -> Split:
    """The parts of an order's bill. Raises NotFound."""
    order = orders.order(connection, outlet_id, order_id)
    if order is None:
        raise NotFound(f"there is no order {order_id}")
    parts = queries.parts(connection, order_id)
    return split_view(order, parts, queries.part_lines(connection, [part.id for part in parts]))


def _check_untouched(ledger: PaymentLedger) -> None:
    order = ledger.order
    if order.status in ("CANCELLED", "COMPLETED"):
        raise NotSplittable(f"order {order.number} is {order.status}")
    if order.settled_paise:
        raise NotSplittable(f"{format_rupees(order.settled_paise)} of it is paid already")
    attempt: AnyRow | None = payments.any_open(ledger.connection, order.id)
    if attempt is not None:
        raise NotSplittable(f"payment {attempt.id} is open: cancel it first", payment_id=attempt.id)


def _void(ledger: PaymentLedger) -> None:
    change = update(PARTS).where(PARTS.c.order_id == ledger.order.id, PARTS.c.voided_at.is_(None))
    ledger.connection.execute(change.values(voided_at=ledger.at))


def _add(ledger: PaymentLedger, number: int, basis: str, part: PartPlan) -> None:
    identity = new_id()
    row = {
        "id": identity,
        "order_id": ledger.order.id,
        "outlet_id": ledger.order.outlet_id,
        "part_no": number,
        "label": part.label,
        "basis": basis,
        "amount_paise": part.amount_paise,
        "created_by": ledger.actor,
        "created_at": ledger.at,
    }
    ledger.connection.execute(insert(PARTS).values(row))
    if part.portions:
        lines = [
            {
                "part_id": identity,
                "line_id": line_id,
                "numerator": portion.numerator,
                "denominator": portion.denominator,
                "amount_paise": part.paise_of[line_id],
            }
            for line_id, portion in part.portions.items()
        ]
        ledger.connection.execute(insert(PART_LINES), lines)
