"""What goes back to a supplier after it was accepted: out of the stock, under a debit note."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.audit.service import record
from api.inventory.recording import Fact, FactLine, write
from api.models import AnyRow
from api.outlets.service import trading_day
from api.purchasing import numbering
from api.purchasing.amounts import cost_of
from api.receiving import queries, reading
from api.receiving.queries import LINES, RETURN_LINES, RETURNS
from api.receiving.schemas import ReturnLine, ReturnRequest, SupplierReturn
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees
from chitrail.quantity import PLACES
from chitrail.tokens import Actor


def give_back(
    connection: Connection, actor: Actor, receipt_id: UUID, request: ReturnRequest
) -> Reply[SupplierReturn]:
    """Return packs of a receipt. Raises NotFound, InvalidInput for more than is left of them."""
    receipt = reading.found(connection, actor.outlet_id, receipt_id)
    known = queries.lock_lines(connection, receipt_id)
    lines = _lines(known, request)
    return_id, at = new_id(), now()
    net, tax = (sum(line[name] for line in lines) for name in ("net_paise", "tax_paise"))
    number = numbering.take(connection, actor.outlet_id, numbering.DEBIT_NOTE, at)
    row = {
        "id": return_id,
        "outlet_id": actor.outlet_id,
        "supplier_id": receipt.supplier_id,
        "receipt_id": receipt_id,
        "number": number,
        "business_date": trading_day(connection, actor.outlet_id, at),
        "document_id": _out_of_stock(connection, actor, known, lines, number, request.reason),
        "reason": request.reason,
        "net_paise": net,
        "tax_paise": tax,
        "total_paise": net + tax,
        "returned_by": actor.subject,
        "returned_at": at,
    }
    connection.execute(insert(RETURNS).values(row))
    connection.execute(insert(RETURN_LINES), [{"return_id": return_id, **line} for line in lines])
    for line in lines:
        mine = (LINES.c.receipt_id == receipt_id, LINES.c.position == line["position"])
        more = LINES.c.returned_packs + line["packs"]
        connection.execute(update(LINES).where(*mine).values(returned_packs=more))
    made = read(connection, actor.outlet_id, return_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "goods-returned",
        return_id,
        number=number,
        receipt=receipt.number,
        total=made.total,
        reason=request.reason,
    )
    return Reply(made, location=f"/api/supplier-returns/{return_id}")


def read(connection: Connection, outlet_id: str, return_id: UUID) -> SupplierReturn:
    """A return. Raises NotFound."""
    row = queries.returned(connection, outlet_id, return_id)
    if row is None:
        raise NotFound(f"there is no return {return_id}")
    return SupplierReturn(
        id=row.id,
        number=row.number,
        receipt_id=row.receipt_id,
        supplier_id=row.supplier_id,
        document_id=row.document_id,
        business_date=row.business_date,
        reason=row.reason,
        net=format_rupees(row.net_paise),
        tax=format_rupees(row.tax_paise),
        total=format_rupees(row.total_paise),
        returned_by=row.returned_by,
        returned_at=row.returned_at,
        lines=[_line_view(line) for line in queries.return_lines(connection, return_id)],
    )


def _lines(known: dict[int, AnyRow], request: ReturnRequest) -> list[dict[str, Any]]:
    """Rows of a return but for its id; what is given back is worth what it was received for."""
    rows: dict[int, dict[str, Any]] = {}
    for place, line in enumerate(request.lines):
        field = f"lines/{place}"
        received = known.get(line.position)
        if received is None or line.position in rows:
            raise InvalidInput("is no line of the receipt, once", field=f"{field}/position")
        packs = Decimal(line.packs)
        left = received.packs - received.returned_packs
        if not 0 < packs <= left:
            raise InvalidInput(f"{left.normalize():f} packs are left", field=f"{field}/packs")
        exact = packs * received.pack_size
        if exact != exact.quantize(PLACES):
            raise InvalidInput("is finer than the stock is kept", field=f"{field}/packs")
        # Parts add up to the whole: what is worth returning is the difference of two sums.
        before = cost_of(received.returned_packs, received.price_paise, received.tax_rate_bp)
        after = cost_of(received.returned_packs + packs, received.price_paise, received.tax_rate_bp)
        rows[line.position] = {
            "position": line.position,
            "ingredient_id": received.ingredient_id,
            "packs": packs,
            "quantity": exact.quantize(PLACES),
            "net_paise": after.net_paise - before.net_paise,
            "tax_paise": after.tax_paise - before.tax_paise,
        }
    return list(rows.values())


def _out_of_stock(
    connection: Connection,
    actor: Actor,
    known: dict[int, AnyRow],
    lines: Sequence[dict[str, Any]],
    number: str,
    reason: str,
) -> UUID:
    """The stock document of what goes back, a line a lot."""
    units = queries.units(connection, {line["ingredient_id"] for line in lines})
    lots: dict[tuple[UUID, str], Decimal] = {}
    for line in lines:
        key = (line["ingredient_id"], known[line["position"]].lot_code)
        lots[key] = lots.get(key, Decimal(0)) + line["quantity"]
    facts = [
        FactLine(ingredient_id, units[ingredient_id], quantity, lot_code=lot)
        for (ingredient_id, lot), quantity in lots.items()
    ]
    fact = Fact(kind="RETURN_TO_SUPPLIER", lines=facts, reference=number, reason=reason)
    return write(connection, actor, fact)


def _line_view(row: AnyRow) -> ReturnLine:
    return ReturnLine(
        position=row.position,
        ingredient_id=row.ingredient_id,
        packs=str(row.packs),
        quantity=str(row.quantity.quantize(PLACES)),
        net=format_rupees(row.net_paise),
        tax=format_rupees(row.tax_paise),
    )
