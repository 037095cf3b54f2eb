"""Productions: ingredients become another that is kept, and their worth goes with them."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from api.ingredients.amounts import in_base
from api.inventory import queries
from api.inventory.amounts import rupees
from api.inventory.models import StockProduction
from api.inventory.production_schemas import (
    Component,
    Production,
    ProductionQuery,
    ProductionRequest,
)
from api.inventory.queries import INGREDIENTS, LINES, MOVEMENTS
from api.inventory.recording import COST_PLACES, Fact, FactLine, write
from api.models import AnyRow, table_of
from api.paging import Listing, paged
from api.preparations import reading
from api.preparations.explosion import flat
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.quantity import PLACES, in_thousandths
from chitrail.tokens import Actor

PRODUCTIONS = table_of(StockProduction)


class _Line:
    """An ingredient of the batch and how much of it, in its base unit."""

    def __init__(self, row: AnyRow, quantity: Decimal) -> None:
        self.id: UUID = row.id
        self.unit: str = row.unit
        self.quantity = quantity


def record(connection: Connection, actor: Actor, request: ProductionRequest) -> Reply[Production]:
    """Record a batch. Raises InvalidInput for what is unknown, in a wrong unit, or both in and out."""
    codes = [request.ingredient_code, *(part.ingredient_code for part in request.components)]
    rows = queries.ingredients(connection, actor.outlet_id, [], codes)
    known = {row.code: row for row in rows}
    made = _line(connection, known, request.ingredient_code, request.quantity, request.unit, "")
    lines = [
        FactLine(made.id, made.unit, made.quantity, None, request.lot_code, request.expires_on)
    ]
    used, expected = _told(connection, actor, request, made, known)
    lines += [FactLine(one.id, one.unit, -one.quantity) for one in used]
    document_id = write(connection, actor, Fact("PRODUCTION", lines, reference=request.reference))
    row = {
        "document_id": document_id,
        "outlet_id": actor.outlet_id,
        "ingredient_id": made.id,
        "made": made.quantity,
        "expected": expected,
        "made_at": now(),
    }
    connection.execute(insert(PRODUCTIONS), row)
    found = connection.execute(_listed(actor.outlet_id).where(_of(document_id))).one()
    return Reply(_views(connection, [found])[0], status=201)


def listing(connection: Connection, outlet_id: str, query: ProductionQuery) -> Listing[Production]:
    """Batches of an outlet, newest first."""
    statement = _listed(outlet_id)
    if query.ingredient_id is not None:
        statement = statement.where(PRODUCTIONS.c.ingredient_id == query.ingredient_id)
    by = (PRODUCTIONS.c.made_at, PRODUCTIONS.c.document_id)
    rows, page = paged(connection, statement, query, by)
    return Listing(_views(connection, rows), page)


def _told(
    connection: Connection,
    actor: Actor,
    request: ProductionRequest,
    made: _Line,
    known: dict[str, AnyRow],
) -> tuple[list[_Line], Decimal | None]:
    """What went in, and what should have come of it if that is known."""
    if (request.batches is None) == (not request.components):
        raise InvalidInput("say what went in, or how many batches", field="components")
    if request.batches is not None:
        return _of_preparation(connection, actor.outlet_id, made, Decimal(request.batches))
    expected = None
    if request.expected_quantity is not None:
        amount, field = request.expected_quantity, "expected_quantity"
        expected = _quantity(connection, made.id, made.unit, amount, request.unit, "", field)
    seen, used = {made.id}, []
    for index, part in enumerate(request.components):
        place = f"components/{index}/"
        line = _line(connection, known, part.ingredient_code, part.quantity, part.unit, place)
        if line.id in seen:
            raise InvalidInput("stands in this batch already", field=f"{place}ingredient_code")
        seen.add(line.id)
        used.append(line)
    return used, expected


def _of_preparation(
    connection: Connection, outlet_id: str, made: _Line, times: Decimal
) -> tuple[list[_Line], Decimal]:
    """So many times the preparation that is kept as what was made."""
    if times <= 0:
        raise InvalidInput("must be more than zero", field="batches")
    batches = reading.batches(connection, outlet_id)
    batch = next((one for one in batches.values() if one.stocked_as == made.id), None)
    if batch is None:
        told = "no preparation is kept as this ingredient; say what went in"
        raise InvalidInput(told, field="batches")
    taken = flat(batch.parts, batches)
    wanted = select(INGREDIENTS).where(INGREDIENTS.c.id.in_(taken)).order_by(INGREDIENTS.c.code)
    exact = Fraction(times)
    used = [
        _Line(row, in_thousandths(taken[row.id] * exact, row.unit, field="batches"))
        for row in connection.execute(wanted)
    ]
    return [line for line in used if line.quantity], in_thousandths(
        Fraction(batch.output) * exact, made.unit, field="batches"
    )


def _line(
    connection: Connection,
    known: dict[str, AnyRow],
    code: str,
    amount: str,
    unit: str,
    place: str,
) -> _Line:
    row = known.get(code)
    if row is None:
        raise InvalidInput("there is no such ingredient", field=f"{place}ingredient_code")
    return _Line(row, _quantity(connection, row.id, row.unit, amount, unit, place, "quantity"))


def _quantity(
    connection: Connection,
    ingredient_id: UUID,
    kept_in: str,
    amount: str,
    unit: str,
    place: str,
    name: str,
) -> Decimal:
    """In the base unit, above zero; the field of a refusal is named as the caller knows it."""
    quantity = in_base(connection, ingredient_id, kept_in, amount, unit, place, quantity_field=name)
    if quantity <= 0:
        raise InvalidInput("must be more than zero", field=f"{place}{name}")
    return quantity


def _listed(outlet_id: str) -> Any:
    return (
        select(PRODUCTIONS, INGREDIENTS.c.code, INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == PRODUCTIONS.c.ingredient_id)
        .where(PRODUCTIONS.c.outlet_id == outlet_id)
    )


def _of(document_id: UUID) -> Any:
    return PRODUCTIONS.c.document_id == document_id


def _views(connection: Connection, rows: Sequence[AnyRow]) -> list[Production]:
    ids = [row.document_id for row in rows]
    moved = (MOVEMENTS.c.document_id == LINES.c.document_id) & (
        MOVEMENTS.c.ingredient_id == LINES.c.ingredient_id
    )
    wanted = (
        select(
            LINES, INGREDIENTS.c.code, INGREDIENTS.c.unit, MOVEMENTS.c.value_paise.label("worth")
        )
        .join(INGREDIENTS, INGREDIENTS.c.id == LINES.c.ingredient_id)
        .join(MOVEMENTS, moved, isouter=True)
        .where(LINES.c.document_id.in_(ids), LINES.c.quantity < 0)
        .order_by(INGREDIENTS.c.code)
    )
    parts: dict[UUID, list[AnyRow]] = {}
    for part in connection.execute(wanted):
        parts.setdefault(part.document_id, []).append(part)
    return [_view(row, parts.get(row.document_id, [])) for row in rows]


def _view(row: AnyRow, parts: Sequence[AnyRow]) -> Production:
    booked = all(part.worth is not None for part in parts)
    cost = -sum((part.worth for part in parts), Decimal(0)) if booked else None
    return Production(
        document_id=row.document_id,
        ingredient_id=row.ingredient_id,
        ingredient_code=row.code,
        unit=row.unit,
        made=str(row.made.quantize(PLACES)),
        expected=None if row.expected is None else str(row.expected.quantize(PLACES)),
        yield_variance=None
        if row.expected is None
        else str((row.made - row.expected).quantize(PLACES)),
        cost=None if cost is None else rupees(cost),
        unit_cost=None if cost is None else rupees(_each(cost, row.made)),
        made_at=row.made_at,
        components=[
            Component(
                ingredient_id=part.ingredient_id,
                ingredient_code=part.code,
                quantity=str((-part.quantity).quantize(PLACES)),
                unit=part.unit,
                cost=None if part.worth is None else rupees(-part.worth),
            )
            for part in parts
        ],
    )


def _each(cost: Decimal, quantity: Decimal) -> Decimal:
    with localcontext(prec=60):
        return (cost / quantity).quantize(COST_PLACES, ROUND_HALF_EVEN)
