"""The stock ledger: movements, the level that is their sum, and the word that stock ran low."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chitrail.events import StockRanLow
from chitrail.outbox import INSERT_OUTBOX, outbox_row

SOURCE = "chitrail/inventory"

_INSERT_MOVEMENTS = """
INSERT INTO stock_movements (event_id, ingredient_id, outlet_id, kind, quantity, order_id, document_id,
                             business_date, occurred_at)
SELECT %(event_id)s, moved.ingredient_id, %(outlet_id)s, %(kind)s, moved.quantity, %(order_id)s,
       %(document_id)s, %(business_date)s, %(occurred_at)s
FROM unnest(%(ingredients)s::uuid[], %(quantities)s::numeric[]) AS moved (ingredient_id, quantity)
"""
# One statement locks all rows of an event in the order of their ids, so two events never deadlock.
_ADD_TO_LEVELS = """
INSERT INTO stock_levels AS level (ingredient_id, outlet_id, on_hand)
SELECT moved.ingredient_id, %(outlet_id)s, moved.quantity
FROM unnest(%(ingredients)s::uuid[], %(quantities)s::numeric[]) AS moved (ingredient_id, quantity)
ORDER BY moved.ingredient_id
ON CONFLICT (ingredient_id)
DO UPDATE SET on_hand = level.on_hand + excluded.on_hand, updated_at = now()
"""
_MARK_CROSSINGS = """
UPDATE stock_levels AS level
SET is_low = NOT level.is_low, seq = level.seq + (NOT level.is_low)::integer
FROM ingredients i
WHERE level.ingredient_id = ANY(%(ingredients)s::uuid[]) AND i.id = level.ingredient_id
  AND level.is_low <> (level.on_hand <= i.reorder_level)
RETURNING level.is_low, level.seq, i.id, i.code, i.name, level.on_hand, i.reorder_level, i.unit
"""


@dataclass(frozen=True)
class Movements:
    """What one event moves: signed quantities in base units by ingredient, none of them zero."""

    event_id: UUID
    outlet_id: str
    kind: str
    business_date: date
    occurred_at: datetime
    quantities: Mapping[UUID, Decimal]
    order_id: UUID | None = None
    document_id: UUID | None = None


async def record(connection: AsyncConnection[Any], movements: Movements) -> None:
    """Append the movements, bring the levels along, and say once that an ingredient ran low.

    A level counts as low at or below its reorder level until it is above it again.
    """
    if not movements.quantities:
        return
    ingredients = sorted(movements.quantities)
    parameters = {
        "event_id": movements.event_id,
        "outlet_id": movements.outlet_id,
        "kind": movements.kind,
        "order_id": movements.order_id,
        "document_id": movements.document_id,
        "business_date": movements.business_date,
        "occurred_at": movements.occurred_at,
        "ingredients": ingredients,
        "quantities": [movements.quantities[ingredient] for ingredient in ingredients],
    }
    await connection.execute(_INSERT_MOVEMENTS, parameters)
    await connection.execute(_ADD_TO_LEVELS, parameters)
    crossings = await connection.execute(_MARK_CROSSINGS, {"ingredients": ingredients})
    for is_low, seq, *ingredient in await crossings.fetchall():
        if is_low:
            await _say_low(connection, movements, seq, *ingredient)


async def _say_low(
    connection: AsyncConnection[Any],
    movements: Movements,
    seq: int,
    ingredient_id: UUID,
    code: str,
    name: str,
    on_hand: Decimal,
    reorder_level: Decimal,
    unit: str,
) -> None:
    event = StockRanLow(
        outlet_id=movements.outlet_id,
        ingredient_id=ingredient_id,
        ingredient_code=code,
        ingredient_name=name,
        on_hand=str(on_hand),
        reorder_level=str(reorder_level),
        unit=unit,
        occurred_at=movements.occurred_at,
    )
    row = outbox_row(
        event,
        outlet_id=movements.outlet_id,
        aggregate_id=str(ingredient_id),
        sequence=seq,
        source=SOURCE,
    )
    await connection.execute(INSERT_OUTBOX, row)
