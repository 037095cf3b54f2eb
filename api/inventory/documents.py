"""Recording stock documents: a fact and its event; the inventory stream makes the movements."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from api.ingredients.amounts import in_base
from api.inventory import queries, reasons
from api.inventory.recording import COST_PLACES, Fact, FactLine, write
from api.inventory.schemas import Document, DocumentLine, DocumentLineRequest, DocumentRequest
from api.models import AnyRow
from api.reply import Reply
from chitrail.errors import Conflict, InvalidInput
from chitrail.money import PAISE_PER_RUPEE, parse_rupees
from chitrail.quantity import PLACES
from chitrail.tokens import Actor


class DocumentIdTaken(Conflict):
    """The client-made id names a document with other content."""

    code = "document-id-taken"
    title = "This document id belongs to another document"


def record(connection: Connection, actor: Actor, request: DocumentRequest) -> Reply[Document]:
    """Record a document and its event: 201, or 200 when the same document exists already.

    Raises InvalidInput naming the line at fault, DocumentIdTaken.
    """
    lines = _lines(connection, actor.outlet_id, request)
    if request.reason_code is not None:
        reasons.check(connection, actor.outlet_id, request.kind, request.reason_code)
    existing = queries.document(connection, request.id) if request.id else None
    if existing is not None:
        return _same_again(connection, actor, existing, request, lines)
    fact = Fact(
        request.kind,
        lines,
        request.id,
        request.reference,
        request.reason,
        reason_code=request.reason_code,
    )
    document_id = write(connection, actor, fact)
    saved = queries.document(connection, document_id)
    if saved is None:
        raise LookupError(f"document {document_id} is gone in its own transaction")
    view = document_view(saved, queries.document_lines(connection, document_id))
    return Reply(view, location=f"/api/inventory/documents/{document_id}")


def _lines(connection: Connection, outlet_id: str, request: DocumentRequest) -> list[FactLine]:
    ids = [line.ingredient_id for line in request.lines if line.ingredient_id is not None]
    codes = [line.ingredient_code for line in request.lines if line.ingredient_code is not None]
    rows = queries.ingredients(connection, outlet_id, ids, codes)
    by_id, by_code = {row.id: row for row in rows}, {row.code: row for row in rows}
    lines: dict[tuple[Any, ...], FactLine] = {}
    for index, line in enumerate(request.lines):
        place = f"lines/{index}"
        wanted = line.ingredient_id
        row = by_code.get(line.ingredient_code) if wanted is None else by_id.get(wanted)
        if row is None:
            name = "ingredient_code" if wanted is None else "ingredient_id"
            raise InvalidInput("there is no such ingredient", field=f"{place}/{name}")
        key = (row.id, line.lot_code, line.expires_on)
        if key in lines:
            raise InvalidInput(f"{row.code} stands on another line already", field=place)
        quantity = in_base(connection, row.id, row.unit, line.quantity, line.unit, f"{place}/")
        if quantity <= 0:
            raise InvalidInput("must be more than zero", field=f"{place}/quantity")
        worth = _worth(line, place)
        lines[key] = FactLine(row.id, row.unit, quantity, worth, line.lot_code, line.expires_on)
    return list(lines.values())


def _worth(line: DocumentLineRequest, place: str) -> Decimal | None:
    """Paise of the whole line, exact: of its cost, or of so many units at their cost."""
    if line.unit_cost is not None and line.total_cost is not None:
        raise InvalidInput("give either unit_cost or total_cost", field=f"{place}/total_cost")
    if line.total_cost is not None:
        return Decimal(parse_rupees(line.total_cost, field=f"{place}/total_cost"))
    if line.unit_cost is None:
        return None
    paise = parse_rupees(line.unit_cost, field=f"{place}/unit_cost")
    return (Decimal(paise) * Decimal(line.quantity)).quantize(COST_PLACES)


def _same_again(
    connection: Connection,
    actor: Actor,
    existing: AnyRow,
    request: DocumentRequest,
    lines: Sequence[FactLine],
) -> Reply[Document]:
    stored = queries.document_lines(connection, existing.id)
    same = (
        (existing.outlet_id, existing.kind, existing.reference, existing.reason)
        == (actor.outlet_id, request.kind, request.reference, request.reason)
        and existing.reason_code == request.reason_code
    ) and {_told(line) for line in stored} == {_told(line) for line in lines}
    if not same:
        raise DocumentIdTaken("another document has this id", field="id")
    return Reply(document_view(existing, stored), status=200)


def _told(line: AnyRow | FactLine) -> tuple[Any, ...]:
    return line.ingredient_id, line.quantity, line.value_paise, line.lot_code, line.expires_on


def document_view(row: AnyRow, lines: Sequence[AnyRow]) -> Document:
    """A document as it is read, of its rows."""
    return Document(
        id=row.id,
        outlet_id=row.outlet_id,
        kind=row.kind,
        business_date=row.business_date,
        reference=row.reference,
        reason=row.reason,
        reason_code=row.reason_code,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        lines=[
            DocumentLine(
                ingredient_id=line.ingredient_id,
                ingredient_code=line.code,
                quantity=str(line.quantity.quantize(PLACES)),
                unit=line.unit,
                unit_cost=None
                if line.unit_cost_paise is None
                else f"{line.unit_cost_paise / PAISE_PER_RUPEE:f}",
                total_cost=None
                if line.value_paise is None
                else f"{(line.value_paise / PAISE_PER_RUPEE).normalize():f}",
                lot_code=line.lot_code,
                expires_on=line.expires_on,
            )
            for line in lines
        ],
    )
