"""Reading stock: levels and the ledger behind them."""

import csv
import io
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from api.inventory import queries
from api.inventory.amounts import rupees
from api.inventory.queries import MOVEMENTS
from api.inventory.schemas import Level, LevelQuery, MovedLot, Movement, MovementQuery
from api.invoices.summaries import safe_cell
from api.models import AnyRow
from api.paging import Listing, Page, count, paged
from chitrail.errors import InvalidInput
from chitrail.quantity import PLACES


def levels(connection: Connection, outlet_id: str, query: LevelQuery) -> Listing[Level]:
    """Every ingredient with what is there of it, by name."""
    if query.cursor is not None:
        raise InvalidInput("this list has no cursor, use offset", field="cursor")
    statement = queries.levels(outlet_id, query)
    rows = connection.execute(statement.limit(query.limit).offset(query.offset)).all()
    page = Page(query.limit, query.offset, count(connection, statement), None)
    return Listing([_level(row) for row in rows], page)


def movements(connection: Connection, outlet_id: str, query: MovementQuery) -> Listing[Movement]:
    """Entries of the ledger, newest first."""
    statement = queries.movements(outlet_id, query)
    by = (MOVEMENTS.c.occurred_at, MOVEMENTS.c.event_id, MOVEMENTS.c.ingredient_id)
    rows, page = paged(connection, statement, query, by)
    lots: dict[tuple[UUID, UUID], list[MovedLot]] = {}
    for lot in queries.moved_lots(connection, [(row.event_id, row.ingredient_id) for row in rows]):
        lots.setdefault((lot.event_id, lot.ingredient_id), []).append(_moved_lot(lot))
    found = [_movement(row, lots.get((row.event_id, row.ingredient_id), [])) for row in rows]
    return Listing(found, page)


def movements_csv(connection: Connection, outlet_id: str, query: MovementQuery) -> bytes:
    """The same page as a table for a spreadsheet, without the lots."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [name for name in Movement.__struct_fields__ if name != "lots"]
    writer.writerow(names)
    for movement in movements(connection, outlet_id, query).data:
        told = msgspec.to_builtins(movement)
        told["ingredient_code"] = safe_cell(movement.ingredient_code)
        writer.writerow([told[name] for name in names])
    return out.getvalue().encode()


def _level(row: AnyRow) -> Level:
    return Level(
        ingredient_id=row.id,
        code=row.code,
        name=row.name,
        unit=row.unit,
        on_hand=str(row.on_hand.quantize(PLACES)),
        reserved=str(row.reserved.quantize(PLACES)),
        available=str((row.on_hand - row.reserved).quantize(PLACES)),
        reorder_level=str(row.reorder_level.quantize(PLACES)),
        is_low=row.is_low,
        updated_at=row.updated_at,
    )


def _moved_lot(row: AnyRow) -> MovedLot:
    return MovedLot(
        lot_id=row.lot_id,
        code=row.code,
        expires_on=row.expires_on,
        quantity=str(row.quantity.quantize(PLACES)),
        expired=row.expired,
    )


def _movement(row: AnyRow, lots: list[MovedLot]) -> Movement:
    return Movement(
        event_id=row.event_id,
        ingredient_id=row.ingredient_id,
        ingredient_code=row.code,
        kind=row.kind,
        quantity=str(row.quantity.quantize(PLACES)),
        unit=row.unit,
        order_id=row.order_id,
        document_id=row.document_id,
        business_date=row.business_date,
        occurred_at=row.occurred_at,
        value=rupees(row.value_paise),
        revalued=rupees(row.revalued_paise),
        short=str(row.short.quantize(PLACES)),
        cost_estimated=row.cost_estimated,
        lots=lots,
    )
