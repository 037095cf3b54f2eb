"""Queries about ingredients, documents, levels and movements."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, exists, func, or_, select, tuple_

from api.inventory.models import (
    StockDocument,
    StockDocumentLine,
    StockLevel,
    StockLot,
    StockLotMovement,
    StockMovement,
    StockReserved,
)
from api.inventory.schemas import LevelQuery, MovementQuery
from api.menu.models import Ingredient
from api.models import AnyRow, AnySelect, table_of

DOCUMENTS, LINES = table_of(StockDocument), table_of(StockDocumentLine)
LEVELS, MOVEMENTS = table_of(StockLevel), table_of(StockMovement)
LOTS = table_of(StockLot)
LOT_MOVEMENTS = table_of(StockLotMovement)
RESERVED = table_of(StockReserved)
INGREDIENTS = table_of(Ingredient)


def ingredients(
    connection: Connection, outlet_id: str, ids: Sequence[UUID], codes: Sequence[str]
) -> Sequence[AnyRow]:
    """Ingredients of an outlet by id or code."""
    table = INGREDIENTS.c
    statement = select(table.id, table.code, table.unit).where(
        table.outlet_id == outlet_id, or_(table.id.in_(ids), table.code.in_(codes))
    )
    return connection.execute(statement).all()


def document(connection: Connection, document_id: UUID) -> AnyRow | None:
    """A document's row, of whichever outlet."""
    statement = select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)
    return connection.execute(statement).one_or_none()


def document_lines(connection: Connection, document_id: UUID) -> Sequence[AnyRow]:
    """Lines of a document with the code and unit of each ingredient."""
    statement = (
        select(LINES, INGREDIENTS.c.code, INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == LINES.c.ingredient_id)
        .where(LINES.c.document_id == document_id)
        .order_by(INGREDIENTS.c.code)
    )
    return connection.execute(statement).all()


def levels(outlet_id: str, query: LevelQuery) -> AnySelect:
    """Statement for the ingredients of an outlet with their level, by name."""
    low = func.coalesce(LEVELS.c.is_low, False)
    statement = (
        select(
            INGREDIENTS.c.id,
            INGREDIENTS.c.code,
            INGREDIENTS.c.name,
            INGREDIENTS.c.unit,
            INGREDIENTS.c.reorder_level,
            func.coalesce(LEVELS.c.on_hand, 0).label("on_hand"),
            func.coalesce(RESERVED.c.reserved, 0).label("reserved"),
            low.label("is_low"),
            LEVELS.c.updated_at,
        )
        .join(LEVELS, LEVELS.c.ingredient_id == INGREDIENTS.c.id, isouter=True)
        .join(RESERVED, RESERVED.c.ingredient_id == INGREDIENTS.c.id, isouter=True)
        .where(INGREDIENTS.c.outlet_id == outlet_id)
        .order_by(INGREDIENTS.c.name, INGREDIENTS.c.code)
    )
    return statement if query.low is None else statement.where(low == query.low)


def movements(outlet_id: str, query: MovementQuery) -> AnySelect:
    """Statement for the movements of an outlet that match."""
    statement = (
        select(MOVEMENTS, INGREDIENTS.c.code, INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == MOVEMENTS.c.ingredient_id)
        .where(MOVEMENTS.c.outlet_id == outlet_id)
    )
    for name in ("ingredient_id", "order_id", "document_id", "kind"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(MOVEMENTS.c[name] == wanted)
    if query.lot_id is not None:
        of_lot = select(LOT_MOVEMENTS.c.event_id, LOT_MOVEMENTS.c.ingredient_id)
        of_lot = of_lot.where(LOT_MOVEMENTS.c.lot_id == query.lot_id)
        moved = tuple_(MOVEMENTS.c.event_id, MOVEMENTS.c.ingredient_id)
        statement = statement.where(moved.in_(of_lot))
    if query.expired is not None:
        stale = exists().where(
            LOT_MOVEMENTS.c.event_id == MOVEMENTS.c.event_id,
            LOT_MOVEMENTS.c.ingredient_id == MOVEMENTS.c.ingredient_id,
            LOT_MOVEMENTS.c.expired,
            LOT_MOVEMENTS.c.quantity < 0,
        )
        statement = statement.where(stale if query.expired else ~stale)
    if query.short is not None:
        statement = statement.where((MOVEMENTS.c.short > 0) == query.short)
    if query.since is not None:
        statement = statement.where(MOVEMENTS.c.occurred_at >= query.since)
    if query.until is not None:
        statement = statement.where(MOVEMENTS.c.occurred_at < query.until)
    return statement


def moved_lots(connection: Connection, moves: Sequence[tuple[UUID, UUID]]) -> Sequence[AnyRow]:
    """Which lots movements, named by event and ingredient, put into and took from."""
    moved = tuple_(LOT_MOVEMENTS.c.event_id, LOT_MOVEMENTS.c.ingredient_id)
    statement = (
        select(LOT_MOVEMENTS, LOTS.c.code, LOTS.c.expires_on)
        .join(LOTS, LOTS.c.id == LOT_MOVEMENTS.c.lot_id)
        .where(moved.in_(moves))
        .order_by(LOTS.c.expires_on.asc().nulls_last(), LOTS.c.received_at, LOTS.c.code)
    )
    return connection.execute(statement).all()
