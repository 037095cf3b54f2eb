"""Recipes: a version is never changed, because lines of orders point to it; a change is the next version."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from api.ingredients.amounts import in_base
from api.menu.items import ITEMS
from api.menu.models import Ingredient, Recipe, RecipeLine
from api.menu.queries import ingredients_by_code
from api.menu.recipe_schemas import Recipe as RecipeView
from api.menu.recipe_schemas import RecipeLine as LineView
from api.menu.recipe_schemas import RecipeRequest
from api.menu.versions import note_change
from api.models import AnyRow, table_of
from api.preconditions import require_version
from api.preparations.explosion import Batch, flat
from api.preparations.models import RecipePart
from api.preparations.reading import (
    Told,
    batches,
    part_rows,
    read_parts,
    take_turns,
    told_of,
    views,
)
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.quantity import PLACES, in_thousandths
from chitrail.tokens import Actor

KIND = "RECIPE"
RECIPES, LINES = table_of(Recipe), table_of(RecipeLine)
PARTS = table_of(RecipePart)
INGREDIENTS = table_of(Ingredient)
MOST_IN_A_PORTION = 1_000_000


def versions(connection: Connection, outlet_id: str, item_id: UUID) -> list[RecipeView]:
    """Every version of an item's recipe, newest first. Raises NotFound."""
    _item(connection, outlet_id, item_id)
    return _views(connection, item_id)


def newest(connection: Connection, outlet_id: str) -> dict[UUID, list[LineView]]:
    """Lines of the newest version of each item's recipe, for the items of an outlet that have one."""
    statement = select(RECIPES).where(RECIPES.c.outlet_id == outlet_id).order_by(RECIPES.c.version)
    last = {row.item_id: row for row in connection.execute(statement)}
    views = _of(connection, list(last.values()))
    return {item: view.lines for item, view in zip(last, views, strict=True)}


def create(
    connection: Connection,
    actor: Actor,
    item_id: UUID,
    request: RecipeRequest,
    expected: int | None,
) -> Reply[RecipeView]:
    """The next version. `expected` is the newest the caller knows, 0 for none.

    Raises NotFound, PreconditionFailed, InvalidInput.
    """
    if request.parts:
        if request.lines:
            raise InvalidInput("tell lines or parts, not both", field="parts")
        take_turns(connection, actor.outlet_id)
    item = _item(connection, actor.outlet_id, item_id, lock=True)
    known = _views(connection, item_id)
    before = known[0] if known else None
    require_version(expected, before.version if before else 0, before)
    if request.active_from is not None and request.active_from < now():
        raise InvalidInput("is in the past", field="active_from")
    if request.parts:
        told = read_parts(connection, actor.outlet_id, request.parts)
        lines = exploded(connection, told, batches(connection, actor.outlet_id))
    else:
        told, lines = [], recipe_lines(connection, actor.outlet_id, request.lines)
    view = _write(connection, actor, item, before, lines, told, request.active_from or func.now())
    return Reply(view, location=f"/api/menu/items/{item_id}/recipes", version=view.version)


def write_again(
    connection: Connection,
    actor: Actor,
    item: AnyRow,
    row: AnyRow,
    told: Sequence[Told],
    made_of: Mapping[UUID, Batch],
    active_from: Any,
    because: str,
) -> None:
    """The next version, of the parts (or without them the lines) of the version in `row`."""
    if told:
        lines = exploded(connection, told, made_of)
    else:
        same = select(LINES.c.ingredient_id, LINES.c.quantity, LINES.c.basis)
        found = connection.execute(same.where(LINES.c.recipe_id == row.id))
        lines = [dict(line) for line in found.mappings()]
    before = _views(connection, item.id)[0]
    _write(connection, actor, item, before, lines, told, active_from, because)


def exploded(
    connection: Connection, told: Sequence[Told], made_of: Mapping[UUID, Batch]
) -> list[dict[str, Any]]:
    """Rows for what parts come to, rounded once. Raises InvalidInput for what a portion cannot take."""
    taken = flat([one.part for one in told], made_of)
    wanted = select(INGREDIENTS.c.id, INGREDIENTS.c.code, INGREDIENTS.c.unit)
    rows = []
    for row in connection.execute(wanted.where(INGREDIENTS.c.id.in_(taken))):
        if taken[row.id] > MOST_IN_A_PORTION:
            raise InvalidInput(f"take more {row.code} than a portion can", field="parts")
        quantity = in_thousandths(taken[row.id], f"{row.unit} of {row.code}", field="parts")
        rows.append({"ingredient_id": row.id, "quantity": quantity, "basis": "measured"})
    return rows


def _write(
    connection: Connection,
    actor: Actor,
    item: AnyRow,
    before: RecipeView | None,
    lines: Sequence[dict[str, Any]],
    told: Sequence[Told],
    active_from: Any,
    because: str = "",
) -> RecipeView:
    identity = new_id()
    row = {
        "id": identity,
        "outlet_id": actor.outlet_id,
        "item_id": item.id,
        "version": before.version + 1 if before else 1,
        # The database decides by its own clock which version holds.
        "active_from": active_from,
        "because": because,
    }
    connection.execute(insert(RECIPES).values(row))
    if lines:
        connection.execute(insert(LINES), [{"recipe_id": identity, **line} for line in lines])
    if told:
        connection.execute(insert(PARTS), part_rows("recipe_id", identity, told))
    view = _views(connection, item.id)[0]
    note_change(connection, actor, KIND, "recipe-changed", item.id, item.code, before, view)
    return view


def recipe_lines(
    connection: Connection, outlet_id: str, lines: Sequence[LineView]
) -> list[dict[str, Any]]:
    """Rows for lines but for their recipe, in base units. Raises InvalidInput naming the line."""
    known = ingredients_by_code(connection, outlet_id, {line.ingredient_code for line in lines})
    rows: dict[UUID, dict[str, Any]] = {}
    for place, line in enumerate(lines):
        field = f"lines/{place}"
        ingredient = known.get(line.ingredient_code)
        if ingredient is None:
            raise InvalidInput("there is no such ingredient", field=f"{field}/ingredient_code")
        if ingredient.id in rows:
            raise InvalidInput("is given twice", field=f"{field}/ingredient_code")
        quantity = in_base(
            connection, ingredient.id, ingredient.unit, line.quantity, line.unit, f"{field}/"
        )
        if not Decimal(0) < quantity <= MOST_IN_A_PORTION:
            raise InvalidInput("is not what a portion can take", field=f"{field}/quantity")
        rows[ingredient.id] = {
            "ingredient_id": ingredient.id,
            "quantity": quantity,
            "basis": line.basis,
        }
    return list(rows.values())


def _views(connection: Connection, item_id: UUID) -> list[RecipeView]:
    statement = select(RECIPES).where(RECIPES.c.item_id == item_id)
    rows = connection.execute(statement.order_by(RECIPES.c.version.desc())).all()
    return _of(connection, rows)


def _of(connection: Connection, rows: Sequence[AnyRow]) -> list[RecipeView]:
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    read = (
        select(LINES, INGREDIENTS.c.code, INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == LINES.c.ingredient_id)
        .where(LINES.c.recipe_id.in_([row.id for row in rows]))
    )
    for line in connection.execute(read.order_by(INGREDIENTS.c.code)):
        found[line.recipe_id].append(line)
    told = told_of(connection, PARTS, "recipe_id", [row.id for row in rows])
    return [
        RecipeView(
            id=row.id,
            version=row.version,
            active_from=row.active_from,
            lines=[
                LineView(
                    ingredient_code=line.code,
                    quantity=str(line.quantity.quantize(PLACES)),
                    unit=line.unit,
                    basis=line.basis,
                )
                for line in found[row.id]
            ],
            parts=views(connection, told[row.id]) if row.id in told else [],
            because=row.because,
        )
        for row in rows
    ]


def _item(connection: Connection, outlet_id: str, item_id: UUID, *, lock: bool = False) -> AnyRow:
    statement = select(ITEMS).where(ITEMS.c.id == item_id, ITEMS.c.outlet_id == outlet_id)
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id}")
    return row
