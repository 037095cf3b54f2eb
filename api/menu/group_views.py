"""Modifier groups as the API shows them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from api.menu import group_queries as queries
from api.menu.group_schemas import IngredientChange, ModifierGroup, ModifierTerms
from api.models import AnyRow
from chitrail.money import format_rupees
from chitrail.quantity import PLACES


def group_views(connection: Connection, rows: Sequence[AnyRow]) -> list[ModifierGroup]:
    """Groups with their modifiers out of the groups' rows."""
    modifiers = queries.modifiers(connection, [row.id for row in rows])
    ids = [one.id for found in modifiers.values() for one in found]
    effects = queries.effects(connection, ids)
    return [
        ModifierGroup(
            id=row.id,
            version=row.version,
            code=row.code,
            name=row.name,
            min_choices=row.min_choices,
            max_choices=row.max_choices,
            position=row.position,
            retired=row.retired_at is not None,
            modifiers=[_modifier(one, effects[one.id]) for one in modifiers[row.id]],
        )
        for row in rows
    ]


def _modifier(row: AnyRow, effects: Sequence[AnyRow]) -> ModifierTerms:
    return ModifierTerms(
        code=row.code,
        name=row.name,
        price=format_rupees(row.price_paise),
        available=row.available,
        follows_stock=row.follows_stock,
        station=row.station or "",
        ingredients=[
            IngredientChange(
                ingredient_code=effect.code,
                quantity=str(effect.quantity.quantize(PLACES)),
                unit=effect.unit,
            )
            for effect in effects
        ],
    )
