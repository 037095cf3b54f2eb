"""Recording stock documents: a fact and its event; the inventory stream makes the movements."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from api.inventory import queries
from api.inventory.queries import DOCUMENTS, LINES
from api.inventory.schemas import Document, DocumentLine, DocumentRequest
from api.models import AnyRow
from api.outbox.writer import append
from api.outlets.service import trading_day
from api.reply import Reply
from chitrail import events
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput
from chitrail.ids import new_id
from chitrail.money import PAISE_PER_RUPEE, parse_rupees
from chitrail.outbox import outbox_row
from chitrail.quantity import PLACES, to_base
from chitrail.tokens import Actor

SOURCE = "chitrail/api"
COST_PLACES = Decimal("0.0001")


class DocumentIdTaken(Conflict):
    """The client-made id names a document with other content."""

    code = "document-id-taken"
    title = "This document id belongs to another document"


def record(connection: Connection, actor: Actor, request: DocumentRequest) -> Reply[Document]:
    """Record a document and its event: 201, or 200 when the same document exists already.

    Raises InvalidInput naming the line at fault, DocumentIdTaken.
    """
    lines = _lines(connection, actor.outlet_id, request)
    document_id = request.id or new_id()
    existing = queries.document(connection, document_id)
    if existing is not None:
        return _same_again(connection, actor, existing, request, lines)
    at = now()
    row = {
        "id": document_id,
        "outlet_id": actor.outlet_id,
        "kind": request.kind,
        "business_date": trading_day(connection, actor.outlet_id, at),
        "reference": request.reference,
        "reason": request.reason,
        "recorded_by": actor.subject,
        "recorded_at": at,
        "seq": 1,
    }
    connection.execute(insert(DOCUMENTS), row)
    stored = [
        {
            "document_id": document_id,
            "ingredient_id": line["ingredient_id"],
            "quantity": line["quantity"],
            "unit_cost_paise": line["unit_cost_paise"],
        }
        for line in lines
    ]
    connection.execute(insert(LINES), stored)
    append(connection, [_event(row, lines)])
    saved = queries.document(connection, document_id)
    if saved is None:
        raise LookupError(f"document {document_id} is gone in its own transaction")
    view = _view(saved, queries.document_lines(connection, document_id))
    return Reply(view, location=f"/api/inventory/documents/{document_id}")


def _lines(
    connection: Connection, outlet_id: str, request: DocumentRequest
) -> list[dict[str, Any]]:
    ids = [line.ingredient_id for line in request.lines if line.ingredient_id is not None]
    codes = [line.ingredient_code for line in request.lines if line.ingredient_code is not None]
    rows = queries.ingredients(connection, outlet_id, ids, codes)
    by_id, by_code = {row.id: row for row in rows}, {row.code: row for row in rows}
    lines: dict[UUID, dict[str, Any]] = {}
    for index, line in enumerate(request.lines):
        place = f"lines/{index}"
        wanted = line.ingredient_id
        row = by_code.get(line.ingredient_code) if wanted is None else by_id.get(wanted)
        if row is None:
            name = "ingredient_code" if wanted is None else "ingredient_id"
            raise InvalidInput("there is no such ingredient", field=f"{place}/{name}")
        if row.id in lines:
            raise InvalidInput(f"{row.code} stands on another line already", field=place)
        quantity, unit = _in_base(line.quantity, line.unit, place)
        if unit != row.unit:
            raise InvalidInput(f"{row.code} is kept in {row.unit}", field=f"{place}/unit")
        cost = None
        if line.unit_cost is not None:
            cost = _cost_per_base_unit(line.unit_cost, line.unit, place)
        lines[row.id] = {
            "ingredient_id": row.id,
            "quantity": quantity,
            "unit": unit,
            "unit_cost_paise": cost,
        }
    return list(lines.values())


def _in_base(amount: str, unit: str, place: str) -> tuple[Decimal, str]:
    try:
        quantity, base = to_base(amount, unit)
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=f"{place}/{error.field}") from error
    if quantity <= 0:
        raise InvalidInput("must be more than zero", field=f"{place}/quantity")
    return quantity, base


def _cost_per_base_unit(rupees: str, unit: str, place: str) -> Decimal:
    paise = parse_rupees(rupees, field=f"{place}/unit_cost")
    one, _ = to_base("1", unit)
    return (Decimal(paise) / one).quantize(COST_PLACES)


def _event(row: dict[str, Any], lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    event = events.StockDocumentRecorded(
        document_id=row["id"],
        outlet_id=row["outlet_id"],
        kind=row["kind"],
        business_date=row["business_date"],
        recorded_at=row["recorded_at"],
        lines=[
            events.DocumentLine(
                ingredient_id=line["ingredient_id"],
                quantity=str(line["quantity"]),
                unit=line["unit"],
                unit_cost_paise=_whole_paise(line["unit_cost_paise"]),
            )
            for line in lines
        ],
    )
    return outbox_row(
        event,
        outlet_id=row["outlet_id"],
        aggregate_id=str(row["id"]),
        sequence=row["seq"],
        source=SOURCE,
        occurred_at=row["recorded_at"],
    )


def _whole_paise(cost: Decimal | None) -> int | None:
    return None if cost is None else int(cost.to_integral_value())


def _same_again(
    connection: Connection,
    actor: Actor,
    existing: AnyRow,
    request: DocumentRequest,
    lines: Sequence[dict[str, Any]],
) -> Reply[Document]:
    stored = queries.document_lines(connection, existing.id)
    same = (
        (existing.outlet_id, existing.kind, existing.reference, existing.reason)
        == (actor.outlet_id, request.kind, request.reference, request.reason)
    ) and {line.ingredient_id: (line.quantity, line.unit_cost_paise) for line in stored} == {
        line["ingredient_id"]: (line["quantity"], line["unit_cost_paise"]) for line in lines
    }
    if not same:
        raise DocumentIdTaken("another document has this id", field="id")
    return Reply(_view(existing, stored), status=200)


def _view(row: AnyRow, lines: Sequence[AnyRow]) -> Document:
    return Document(
        id=row.id,
        outlet_id=row.outlet_id,
        kind=row.kind,
        business_date=row.business_date,
        reference=row.reference,
        reason=row.reason,
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
            )
            for line in lines
        ],
    )
