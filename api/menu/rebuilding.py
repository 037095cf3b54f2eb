"""Recipes made anew because a preparation inside them is made otherwise."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, exists, func, select

from api.menu import recipes
from api.menu.items import ITEMS
from api.menu.models import Recipe
from api.models import AnyRow, table_of
from api.preparations.explosion import Batch
from api.preparations.models import RecipePart
from api.preparations.reading import Told, told_of
from chitrail.clock import now
from chitrail.tokens import Actor

RECIPES, PARTS = table_of(Recipe), table_of(RecipePart)


def rebuild(
    connection: Connection,
    actor: Actor,
    preparations: Collection[UUID],
    batches: Mapping[UUID, Batch],
    because: str,
) -> list[str]:
    """New versions of what holds now, or will, and names one of these; codes of the dishes, in order.

    What is not yet to hold keeps its day. The caller has taken its turn.
    """
    named = exists().where(PARTS.c.recipe_id == RECIPES.c.id)
    named = named.where(PARTS.c.preparation_id.in_(preparations))
    wanted = select(RECIPES.c.item_id).where(RECIPES.c.outlet_id == actor.outlet_id, named)
    items = select(ITEMS).where(ITEMS.c.id.in_(wanted)).order_by(ITEMS.c.id)
    changed = []
    for item in connection.execute(items.with_for_update(key_share=True)).all():
        versions = _holding(connection, item.id)
        told = told_of(connection, PARTS, "recipe_id", [row.id for row in versions])
        first = _first_with(versions, told, preparations)
        for row in versions[first:]:
            later = row.active_from if row.active_from > now() else func.now()
            recipes.write_again(
                connection, actor, item, row, told.get(row.id, []), batches, later, because
            )
        if first < len(versions):
            changed.append(item.code)
    return sorted(changed)


def _holding(connection: Connection, item_id: UUID) -> list[AnyRow]:
    """The version that holds now, and after it those that will, each shadowing the ones before."""
    mine = select(RECIPES).where(RECIPES.c.item_id == item_id).order_by(RECIPES.c.version)
    rows = connection.execute(
        mine.add_columns((RECIPES.c.active_from <= func.now()).label("holds"))
    )
    found: list[AnyRow] = []
    for row in rows:
        found = [row] if row.holds else [*found, row]
    return found


def _first_with(
    versions: Sequence[AnyRow], told: Mapping[UUID, Sequence[Told]], wanted: Collection[UUID]
) -> int:
    """Place of the first version that names one of the preparations; those after it must not be shadowed."""
    for place, row in enumerate(versions):
        if any(one.part.preparation_id in wanted for one in told.get(row.id, ())):
            return place
    return len(versions)
