"""Stock effects: completed orders and stock documents become movements, each exactly once.

Two guards keep a deduction single: the inbox (this event was seen) and, under a lock on the order or
document, a look at the ledger (another event already moved this stock).
"""

import logging
from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chitrail.envelope import Envelope
from chitrail.errors import InvalidInput
from chitrail.events import (
    DocumentLine,
    LineIngredient,
    OrderCompleted,
    StockDocumentRecorded,
)
from streams.effects.document_entries import entries_of, exact, returned
from streams.effects.ledger import Movements, record

log = logging.getLogger(__name__)

_LOCK_ORDER = """
SELECT outlet_id, status FROM orders WHERE id = %s FOR NO KEY UPDATE
"""
_LOCK_DOCUMENT = """
SELECT outlet_id, kind, order_id FROM stock_documents WHERE id = %s FOR NO KEY UPDATE
"""
# Asked once the order is locked, so that what another event did under that lock is seen.
_SALE = """
SELECT
  (SELECT event_id FROM stock_movements
   WHERE order_id = %(order)s AND kind = 'SALE' AND event_id <> %(event)s LIMIT 1),
  ARRAY(SELECT id FROM recipes WHERE id = ANY(%(recipes)s) AND outlet_id = %(outlet)s),
  used.ingredients, used.quantities
FROM (
  SELECT coalesce(array_agg(ingredient_id), '{}') AS ingredients,
         coalesce(array_agg(quantity), '{}') AS quantities
  FROM (
    SELECT r.ingredient_id, sum(r.quantity * sold.quantity) AS quantity
    FROM unnest(%(recipes)s::uuid[], %(portions)s::integer[]) AS sold (recipe_id, quantity)
    JOIN recipe_lines r ON r.recipe_id = sold.recipe_id
    GROUP BY 1
  ) each_used
) used
"""
_MOVED_BY_ANOTHER_EVENT = """
SELECT event_id FROM stock_movements WHERE document_id = %s AND event_id <> %s LIMIT 1
"""
_LOCK_RESERVATIONS = "SELECT lock_reservations(%s)"
_END_RESERVATIONS = "SELECT end_reservations(%s)"
_UNITS = "SELECT id, unit FROM ingredients WHERE id = ANY(%s) AND outlet_id = %s"


async def deduct_order(
    connection: AsyncConnection[Any], envelope: Envelope, event: OrderCompleted
) -> None:
    """Take from stock what the recipes of a completed order and its modifiers say, summed per ingredient.

    Raises InvalidInput for an order that is not a completed one of this outlet, an unknown recipe, a
    quantity below one, and modifiers that leave out more than the recipes have.
    """
    order = await (await connection.execute(_LOCK_ORDER, (event.order_id,))).fetchone()
    if order != (event.outlet_id, "COMPLETED"):
        raise InvalidInput(
            f"no completed order {event.order_id} in {event.outlet_id}", field="order_id"
        )
    sold = _sold(event)
    asked = {
        "order": event.order_id,
        "event": envelope.id,
        "outlet": event.outlet_id,
        "recipes": list(sold),
        "portions": list(sold.values()),
    }
    (sale,) = await (await connection.execute(_SALE, asked)).fetchall()
    other, known, ingredients, quantities = sale
    if unknown := set(sold) - set(known):
        raise InvalidInput(f"unknown recipe {min(unknown)}", field="lines/recipe_id")
    if other is not None:
        log.warning("order %s was already deducted by event %s", event.order_id, other)
        return
    consumed = await _consumed(connection, event, dict(zip(ingredients, quantities, strict=True)))
    movements = Movements(
        event_id=envelope.id,
        outlet_id=event.outlet_id,
        kind="SALE",
        business_date=event.business_date,
        occurred_at=event.completed_at,
        quantities={ingredient: -quantity for ingredient, quantity in consumed.items()},
        order_id=event.order_id,
    )
    held = [line.line_id for line in event.lines]
    await _record_reserved(connection, movements, held)


async def apply_document(
    connection: AsyncConnection[Any], envelope: Envelope, event: StockDocumentRecorded
) -> None:
    """Put into the ledger what a document says came in, take out what it says went.

    Raises InvalidInput for a document that is not one of this outlet and kind, an unknown ingredient,
    another unit than the ingredient's, or a quantity or worth that cannot be.
    """
    found = await (await connection.execute(_LOCK_DOCUMENT, (event.document_id,))).fetchone()
    if found is None or found[:2] != (event.outlet_id, event.kind):
        raise InvalidInput(
            f"no {event.kind} document {event.document_id} in {event.outlet_id}",
            field="document_id",
        )
    await _check_units(connection, event.outlet_id, event.lines)
    entries = entries_of(event)
    if other := await _one(connection, _MOVED_BY_ANOTHER_EVENT, event.document_id, envelope.id):
        log.warning("document %s was already applied by event %s", event.document_id, other)
        return
    if event.kind == "RETURN" and found[2] is not None:
        entries = await returned(connection, found[2], entries)
    movements = Movements(
        event_id=envelope.id,
        outlet_id=event.outlet_id,
        kind=event.kind,
        business_date=event.business_date,
        occurred_at=event.recorded_at,
        entries=entries,
        document_id=event.document_id,
    )
    await _record_reserved(connection, movements, [event.document_id])


async def _record_reserved(
    connection: AsyncConnection[Any], movements: Movements, holders: list[UUID]
) -> None:
    """Record the movements, and end what was set aside for them."""
    locked = await (await connection.execute(_LOCK_RESERVATIONS, (holders,))).fetchone()
    await record(connection, movements)
    if locked != (0,):
        await connection.execute(_END_RESERVATIONS, (holders,))


def _sold(event: OrderCompleted) -> dict[UUID, int]:
    """Portions by recipe; dishes without a recipe move no stock."""
    sold: dict[UUID, int] = {}
    for line in event.lines:
        if line.quantity < 1:
            raise InvalidInput("must be at least 1", field="lines/quantity")
        if line.recipe_id is None:
            log.debug("%s has no recipe, nothing to deduct", line.item_code)
        else:
            sold[line.recipe_id] = sold.get(line.recipe_id, 0) + line.quantity
    return sold


async def _consumed(
    connection: AsyncConnection[Any], event: OrderCompleted, consumed: dict[UUID, Decimal]
) -> dict[UUID, Decimal]:
    """Base units by ingredient: the recipes' and what the lines' modifiers change of them."""
    changes = [(line.quantity, change) for line in event.lines for change in line.ingredients]
    await _check_units(connection, event.outlet_id, [change for _, change in changes])
    for portions, change in changes:
        there = consumed.get(change.ingredient_id, Decimal(0))
        consumed[change.ingredient_id] = there + portions * exact(change)
    if any(quantity < 0 for quantity in consumed.values()):
        raise InvalidInput("more is left out than the recipes have", field="lines/ingredients")
    return {ingredient: quantity for ingredient, quantity in consumed.items() if quantity}


async def _check_units(
    connection: AsyncConnection[Any],
    outlet_id: str,
    lines: Collection[DocumentLine | LineIngredient],
) -> None:
    if not lines:
        return
    wanted = list({line.ingredient_id for line in lines})
    cursor = await connection.execute(_UNITS, (wanted, outlet_id))
    units = dict(await cursor.fetchall())
    for line in lines:
        if units.get(line.ingredient_id) != line.unit:
            raise InvalidInput(
                f"ingredient {line.ingredient_id} is not kept in {line.unit!r}", field="lines/unit"
            )


async def _one(connection: AsyncConnection[Any], query: str, *values: object) -> Any:
    row = await (await connection.execute(query, values)).fetchone()
    return row[0] if row else None
