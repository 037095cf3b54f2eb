"""Where a dish's money goes: what each part takes and costs, and the same of every preparation inside."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Connection, func, select

from api.inventory.amounts import rupees
from api.inventory.models import StockLevel
from api.menu.models import Recipe
from api.models import table_of
from api.preparations import reading
from api.preparations.cost_schemas import CostedBatch, CostedPart, RecipeCost
from api.preparations.explosion import Batch, Part, inner_first, preparations_of
from api.preparations.models import RecipePart
from api.preparations.reading import INGREDIENTS, PREPARATIONS
from chitrail.errors import NotFound
from chitrail.quantity import PLACES

RECIPES, PARTS, LEVELS = table_of(Recipe), table_of(RecipePart), table_of(StockLevel)
WHOLE = Decimal(100)
Costs = dict[UUID, Fraction | None]
"""Paise of a base unit of each ingredient and preparation; None where it is not known."""


def recipe_cost(connection: Connection, outlet_id: str, item_id: UUID) -> RecipeCost:
    """What a portion costs by the recipe that holds now. Raises NotFound for a dish without one."""
    mine = (RECIPES.c.outlet_id == outlet_id, RECIPES.c.item_id == item_id)
    holding = select(RECIPES).where(*mine, RECIPES.c.active_from <= func.now())
    row = connection.execute(holding.order_by(RECIPES.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound(f"there is no recipe of an item {item_id}")
    told = reading.told_of(connection, PARTS, "recipe_id", [row.id]).get(row.id, [])
    parts = [one.part for one in told] or _lines(connection, row.id)
    batches = reading.batches(connection, outlet_id)
    costs = _of_ingredients(connection, outlet_id)
    inside = inner_first(preparations_of(parts), batches)
    for one in inside:
        costs[one] = _each(batches[one], costs)
    names = _names(connection, outlet_id)
    return RecipeCost(
        item_id=item_id,
        version=row.version,
        cost=_told(_sum(parts, costs)),
        parts=[_view(part, costs, names) for part in parts],
        preparations=[
            CostedBatch(
                preparation_code=batches[one].code,
                output=str(batches[one].output.quantize(PLACES)),
                unit=names[one][1],
                cost=_told(_sum(batches[one].parts, costs)),
                parts=[_view(part, costs, names) for part in batches[one].parts],
            )
            for one in reversed(inside)
        ],
    )


def _each(batch: Batch, costs: Mapping[UUID, Fraction | None]) -> Fraction | None:
    if batch.stocked_as is not None:
        return costs[batch.stocked_as]
    total = _sum(batch.parts, costs)
    return None if total is None else total / Fraction(batch.output)


def _sum(parts: Sequence[Part], costs: Mapping[UUID, Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for part in parts:
        cost = _cost(part, costs)
        if cost is None:
            return None
        total += cost
    return total


def _cost(part: Part, costs: Mapping[UUID, Fraction | None]) -> Fraction | None:
    each = costs[_inside(part)]
    return None if each is None else each * _taken(part)


def _taken(part: Part) -> Fraction:
    return Fraction(part.quantity) * 100 / Fraction(part.yield_percent)


def _inside(part: Part) -> UUID:
    one = part.ingredient_id or part.preparation_id
    if one is None:
        raise LookupError("a part is of nothing")
    return one


def _lines(connection: Connection, recipe_id: UUID) -> list[Part]:
    lines = reading.lines_of(connection, recipe_id)
    return [Part(row.ingredient_id, None, row.quantity, WHOLE) for row in lines]


def _of_ingredients(connection: Connection, outlet_id: str) -> Costs:
    """The moving average, or what somebody said when nothing was ever received."""
    known = func.coalesce(LEVELS.c.average_cost_paise, INGREDIENTS.c.unit_cost_paise)
    read = select(INGREDIENTS.c.id, known.label("cost")).where(INGREDIENTS.c.outlet_id == outlet_id)
    levels = LEVELS.c.ingredient_id == INGREDIENTS.c.id
    rows = connection.execute(read.join(LEVELS, levels, isouter=True))
    return {row.id: None if row.cost is None else Fraction(row.cost) for row in rows}


def _names(connection: Connection, outlet_id: str) -> dict[UUID, tuple[str, str]]:
    found = {}
    for table in (INGREDIENTS, PREPARATIONS):
        read = select(table.c.id, table.c.code, table.c.unit)
        for row in connection.execute(read.where(table.c.outlet_id == outlet_id)):
            found[row.id] = (row.code, row.unit)
    return found


def _view(
    part: Part, costs: Mapping[UUID, Fraction | None], names: Mapping[UUID, tuple[str, str]]
) -> CostedPart:
    code, unit = names[_inside(part)]
    return CostedPart(
        ingredient_code=code if part.ingredient_id else None,
        preparation_code=code if part.preparation_id else None,
        quantity=str(part.quantity.quantize(PLACES)),
        taken=str(_rounded(_taken(part), 3)),
        unit=unit,
        yield_percent=f"{part.yield_percent.normalize():f}",
        cost=_told(_cost(part, costs)),
    )


def _told(paise: Fraction | None) -> str | None:
    return None if paise is None else rupees(_rounded(paise, 4))


def _rounded(exact: Fraction, places: int) -> Decimal:
    """Half to even, as quantities are."""
    return Decimal(round(exact * 10**places)).scaleb(-places)
