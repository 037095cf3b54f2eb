"""The acts that move stock: it leaves the sender's books, and enters the receiver's at its worth."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection

from api.inventory.recording import Fact, FactLine, write
from api.models import AnyRow
from api.reply import Reply
from api.transfers import queries
from api.transfers.booked import Booked, booked
from api.transfers.quantities import by_code
from api.transfers.quantities import told as amount_told
from api.transfers.schemas import ArrivalRequest, DispatchRequest, Transfer
from api.transfers.service import advance, stepping, told
from api.transfers.sharing import portions, share
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput
from chitrail.states import TransferStatus
from chitrail.tokens import Actor


class DispatchNotBooked(Conflict):
    """What left is worth something only once the inventory stream has booked it: try again in a second."""

    code = "dispatch-not-booked"
    title = "What was sent off is not booked yet"


def dispatch(
    connection: Connection,
    actor: Actor,
    transfer_id: UUID,
    request: DispatchRequest,
    expected: int | None,
) -> Reply[Transfer]:
    """Send stock off; it leaves the sender's books.

    Raises NotFound, Forbidden, PreconditionFailed, IllegalTransition, InvalidInput.
    """
    row = stepping(connection, actor, transfer_id, TransferStatus.DISPATCHED, expected)
    lines = queries.lines(connection, transfer_id)
    mine = _ingredients(connection, actor, lines)
    sent = by_code(connection, request.lines, mine)
    facts = []
    for line in lines:
        quantity = sent.get(line.ingredient_code, line.requested)
        ingredient = mine[line.ingredient_code]
        queries.change_line(connection, line, dispatched=quantity, from_ingredient_id=ingredient.id)
        if quantity:
            facts.append(FactLine(ingredient.id, ingredient.unit, quantity))
    if not facts:
        raise InvalidInput("nothing would leave: cancel it", field="lines")
    fact = Fact("TRANSFER_OUT", facts, reference=row.number, reason=f"to {row.to_outlet}")
    advance(
        connection,
        row,
        status=TransferStatus.DISPATCHED,
        dispatched_by=actor.subject,
        dispatched_at=now(),
        out_document_id=write(connection, actor, fact),
    )
    return told(connection, actor, transfer_id, "transfer-dispatched")


def receive(
    connection: Connection,
    actor: Actor,
    transfer_id: UUID,
    request: ArrivalRequest,
    expected: int | None,
) -> Reply[Transfer]:
    """Take in what arrived, at its share of what it was worth; the rest was lost on the way.

    Raises NotFound, Forbidden, PreconditionFailed, IllegalTransition, InvalidInput, DispatchNotBooked.
    """
    row = stepping(connection, actor, transfer_id, TransferStatus.RECEIVED, expected)
    lines = queries.lines(connection, transfer_id)
    mine = _ingredients(connection, actor, lines)
    arrived = by_code(connection, request.lines, mine)
    damaged = {
        line.ingredient_code: amount_told(connection, mine, line, line.damaged, place, "damaged")
        for place, line in enumerate(request.lines)
    }
    taken = booked(connection, row.out_document_id)
    facts: list[FactLine] = []
    for line in lines:
        code = line.ingredient_code
        came, broken = arrived.get(code, line.dispatched), damaged.get(code, Decimal(0))
        if came + broken > line.dispatched:
            place = next(n for n, one in enumerate(request.lines) if one.ingredient_code == code)
            most = f"{line.dispatched:f} {line.unit} were sent off"
            raise InvalidInput(most, field=f"lines/{place}/quantity")
        out = _of(taken, line)
        worth = share(out.value_paise, came, line.dispatched) if came else Decimal(0)
        queries.change_line(
            connection,
            line,
            received=came,
            damaged=broken,
            to_ingredient_id=mine[code].id,
            out_value_paise=out.value_paise,
            in_value_paise=worth,
        )
        facts += _facts(mine[code], out, came, worth)
    fact = Fact("TRANSFER_IN", facts, reference=row.number, reason=f"from {row.from_outlet}")
    advance(
        connection,
        row,
        status=TransferStatus.RECEIVED,
        received_by=actor.subject,
        received_at=now(),
        in_document_id=write(connection, actor, fact) if facts else None,
    )
    return told(connection, actor, transfer_id, "transfer-received")


def _facts(ingredient: AnyRow, out: Booked, quantity: Decimal, worth: Decimal) -> list[FactLine]:
    if not quantity:
        return []
    return [
        FactLine(
            ingredient.id,
            ingredient.unit,
            portion.lot.quantity,
            portion.value_paise,
            portion.lot.code,
            portion.lot.expires_on,
        )
        for portion in portions(out.lots, quantity, worth)
    ]


def _of(taken: Mapping[UUID, Booked], line: AnyRow) -> Booked:
    if not line.dispatched:
        return Booked(Decimal(0), [])
    found = taken.get(line.from_ingredient_id)
    if found is None:
        raise DispatchNotBooked("it left a moment ago; try again in a second")
    return found


def _ingredients(
    connection: Connection, actor: Actor, lines: Sequence[AnyRow]
) -> dict[str, AnyRow]:
    """The actor's outlet's ingredients of these codes. Raises InvalidInput where it has none such."""
    codes = {line.ingredient_code for line in lines}
    mine = queries.ingredients(connection, actor.outlet_id, codes)
    for line in lines:
        found = mine.get(line.ingredient_code)
        if found is None or found.unit != line.unit:
            told = f"this outlet keeps no {line.ingredient_code} in {line.unit}"
            raise InvalidInput(told, field="lines")
    return mine
