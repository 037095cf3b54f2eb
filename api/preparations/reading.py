"""Parts as somebody told them: read from requests, written as rows, shown again."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, select, text

from api.ingredients.amounts import in_base
from api.menu.models import Ingredient, RecipeLine
from api.menu.queries import ingredients_by_code
from api.models import AnyRow, table_of
from api.preparations import schemas
from api.preparations.explosion import Batch, Part
from api.preparations.models import Preparation, PreparationPart, PreparationVersion
from chitrail.errors import InvalidInput
from chitrail.quantity import PLACES, to_base

INGREDIENTS = table_of(Ingredient)
LINES = table_of(RecipeLine)
PREPARATIONS = table_of(Preparation)
VERSIONS = table_of(PreparationVersion)
PARTS = table_of(PreparationPart)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('preparations ' || :outlet_id, 0))")


MOST_IN_A_PART = 1_000_000_000


class Told(NamedTuple):
    """A part in base units, with the amount and unit it was told in."""

    part: Part
    amount: Decimal
    unit: str


def take_turns(connection: Connection, outlet_id: str) -> None:
    """Wait until nobody else changes what preparations of an outlet, or dishes with them, are made of."""
    connection.execute(_LOCK, {"outlet_id": outlet_id})


def batches(connection: Connection, outlet_id: str) -> dict[UUID, Batch]:
    """Every preparation of an outlet as it is made now."""
    newest = (VERSIONS.c.preparation_id == PREPARATIONS.c.id) & (
        VERSIONS.c.version == PREPARATIONS.c.version
    )
    read = select(PREPARATIONS, VERSIONS.c.id.label("version_id"), VERSIONS.c.output)
    rows = connection.execute(
        read.join(VERSIONS, newest).where(PREPARATIONS.c.outlet_id == outlet_id)
    ).all()
    parts = told_of(connection, PARTS, "version_id", [row.version_id for row in rows])
    return {
        row.id: Batch(
            row.code,
            row.output,
            [told.part for told in parts.get(row.version_id, [])],
            row.ingredient_id,
        )
        for row in rows
    }


def told_of(
    connection: Connection, table: Table, owner: str, ids: Sequence[UUID]
) -> dict[UUID, list[Told]]:
    """Parts by what they belong to, in the order they were told."""
    found: dict[UUID, list[Told]] = {}
    statement = select(table).where(table.c[owner].in_(ids)).order_by(table.c.position)
    for row in connection.execute(statement):
        part = Part(row.ingredient_id, row.preparation_id, row.quantity, row.yield_percent)
        found.setdefault(getattr(row, owner), []).append(Told(part, row.amount, row.unit))
    return found


def lines_of(connection: Connection, recipe_id: UUID) -> Sequence[AnyRow]:
    """Lines of a version of a recipe: ingredients and base units."""
    statement = select(LINES.c.ingredient_id, LINES.c.quantity).where(
        LINES.c.recipe_id == recipe_id
    )
    return connection.execute(statement.order_by(LINES.c.ingredient_id)).all()


def read_parts(connection: Connection, outlet_id: str, parts: Sequence[schemas.Part]) -> list[Told]:
    """Parts of a request in base units. Raises InvalidInput naming the part."""
    codes = {one.ingredient_code for one in parts if one.ingredient_code is not None}
    ingredients = ingredients_by_code(connection, outlet_id, codes)
    wanted = {one.preparation_code for one in parts if one.preparation_code is not None}
    mine = select(PREPARATIONS).where(
        PREPARATIONS.c.outlet_id == outlet_id, PREPARATIONS.c.code.in_(wanted)
    )
    preparations = {row.code: row for row in connection.execute(mine)}
    return [
        _read(connection, one, ingredients, preparations, f"parts/{place}/")
        for place, one in enumerate(parts)
    ]


def _read(
    connection: Connection,
    one: schemas.Part,
    ingredients: dict[str, AnyRow],
    preparations: dict[str, AnyRow],
    place: str,
) -> Told:
    if (one.ingredient_code is None) == (one.preparation_code is None):
        reason = "name an ingredient or a preparation"
        raise InvalidInput(reason, field=f"{place}ingredient_code")
    left = Decimal(one.yield_percent)
    if not left:
        raise InvalidInput("must be more than zero", field=f"{place}yield_percent")
    ingredient_id: UUID | None = None
    preparation_id: UUID | None = None
    if one.ingredient_code is not None:
        ingredient = ingredients.get(one.ingredient_code)
        if ingredient is None:
            raise InvalidInput("there is no such ingredient", field=f"{place}ingredient_code")
        ingredient_id = ingredient.id
        quantity = in_base(
            connection, ingredient.id, ingredient.unit, one.quantity, one.unit, place
        )
    else:
        preparation = preparations.get(one.preparation_code or "")
        if preparation is None:
            raise InvalidInput("there is no such preparation", field=f"{place}preparation_code")
        preparation_id = preparation.id
        quantity = measured(one.quantity, one.unit, preparation.unit, place, "quantity")
    if not 0 < quantity <= MOST_IN_A_PART:
        raise InvalidInput("is not what a part can be", field=f"{place}quantity")
    part = Part(ingredient_id, preparation_id, quantity, left)
    return Told(part, Decimal(one.quantity), one.unit)


def measured(amount: str, unit: str, kept_in: str, place: str, name: str) -> Decimal:
    """An amount of a preparation in its base unit. Raises InvalidInput."""
    try:
        quantity, base = to_base(amount, unit, field=name)
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=f"{place}{error.field}") from error
    if base != kept_in:
        raise InvalidInput(f"is measured in {kept_in}", field=f"{place}unit")
    return quantity


def part_rows(owner: str, identity: UUID, told: Sequence[Told]) -> list[dict[str, Any]]:
    """Rows of parts for preparation_parts or recipe_parts."""
    return [
        {
            owner: identity,
            "position": position,
            "amount": one.amount,
            "unit": one.unit,
            **one.part._asdict(),
        }
        for position, one in enumerate(told)
    ]


def views(connection: Connection, told: Sequence[Told]) -> list[schemas.Part]:
    """Parts as they were told."""
    ingredients = _codes(connection, INGREDIENTS, [one.part.ingredient_id for one in told])
    preparations = _codes(connection, PREPARATIONS, [one.part.preparation_id for one in told])
    return [
        schemas.Part(
            ingredient_code=ingredients.get(one.part.ingredient_id),
            preparation_code=preparations.get(one.part.preparation_id),
            quantity=str(one.amount.quantize(PLACES)),
            unit=one.unit,
            yield_percent=f"{one.part.yield_percent.normalize():f}",
        )
        for one in told
    ]


def _codes(
    connection: Connection, table: Table, ids: Sequence[UUID | None]
) -> dict[UUID | None, str]:
    wanted = [one for one in ids if one is not None]
    statement = select(table.c.id, table.c.code).where(table.c.id.in_(wanted))
    return {row.id: row.code for row in connection.execute(statement)} if wanted else {}
