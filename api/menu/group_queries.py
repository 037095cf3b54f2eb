"""Queries about modifier groups."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from api.menu.models import (
    Ingredient,
    ItemModifierGroup,
    Modifier,
    ModifierGroup,
    ModifierIngredient,
)
from api.models import AnyRow, table_of

GROUPS, MODIFIERS = table_of(ModifierGroup), table_of(Modifier)
EFFECTS, OFFERED = table_of(ModifierIngredient), table_of(ItemModifierGroup)
INGREDIENTS = table_of(Ingredient)


def groups(
    connection: Connection, outlet_id: str, group_id: UUID | None = None
) -> Sequence[AnyRow]:
    """The groups of an outlet in their order, or one of them."""
    statement = select(GROUPS).where(GROUPS.c.outlet_id == outlet_id)
    if group_id is not None:
        statement = statement.where(GROUPS.c.id == group_id)
    return connection.execute(statement.order_by(GROUPS.c.position, GROUPS.c.code)).all()


def lock(connection: Connection, outlet_id: str, group_id: UUID) -> None:
    """Lock a group of the outlet until the transaction ends."""
    statement = select(GROUPS.c.id).where(GROUPS.c.id == group_id, GROUPS.c.outlet_id == outlet_id)
    connection.execute(statement.with_for_update())


def modifiers(connection: Connection, group_ids: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """The modifiers of each group that are not retired, in their order."""
    statement = select(MODIFIERS).where(
        MODIFIERS.c.group_id.in_(group_ids), MODIFIERS.c.retired_at.is_(None)
    )
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    ordered = statement.order_by(MODIFIERS.c.position, MODIFIERS.c.code)
    for row in connection.execute(ordered):
        found[row.group_id].append(row)
    return found


def effects(connection: Connection, modifier_ids: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """What each modifier changes of a portion, with code and unit of the ingredient."""
    statement = (
        select(EFFECTS, INGREDIENTS.c.code, INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == EFFECTS.c.ingredient_id)
        .where(EFFECTS.c.modifier_id.in_(modifier_ids))
    )
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(statement.order_by(INGREDIENTS.c.code)):
        found[row.modifier_id].append(row)
    return found


def offered(connection: Connection, outlet_id: str) -> dict[UUID, list[str]]:
    """Codes of the groups each item offers, in their order; retired groups are left out."""
    statement = (
        select(OFFERED.c.item_id, GROUPS.c.code)
        .join(GROUPS, GROUPS.c.id == OFFERED.c.group_id)
        .where(GROUPS.c.outlet_id == outlet_id, GROUPS.c.retired_at.is_(None))
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in connection.execute(statement.order_by(OFFERED.c.position, GROUPS.c.code)):
        found[row.item_id].append(row.code)
    return found
