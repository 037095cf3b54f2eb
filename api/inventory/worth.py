"""Reading lots, what stock is worth, and what is short."""

import csv
import io
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from sqlalchemy import Connection

from api.inventory import worth_queries as queries
from api.inventory.amounts import rupees
from api.inventory.worth_schemas import (
    Lot,
    LotQuery,
    Shortfall,
    Shortfalls,
    Valuation,
    ValuationQuery,
    Valued,
)
from api.invoices.summaries import safe_cell
from api.models import AnyRow
from api.outlets.service import trading_day
from api.paging import Listing, Page, count
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.quantity import PLACES

COST_PLACES = Decimal("0.0001")


def lots(connection: Connection, outlet_id: str, query: LotQuery) -> Listing[Lot]:
    """Lots of an outlet with something left, first to expire first."""
    if query.cursor is not None:
        raise InvalidInput("this list has no cursor, use offset", field="cursor")
    day = trading_day(connection, outlet_id, now())
    statement = queries.lots(outlet_id, query)
    rows = connection.execute(statement.limit(query.limit).offset(query.offset)).all()
    page = Page(query.limit, query.offset, count(connection, statement), None)
    found = [
        Lot(
            id=row.id,
            ingredient_id=row.ingredient_id,
            ingredient_code=row.ingredient_code,
            code=row.code,
            expires_on=row.expires_on,
            expired=row.expires_on is not None and row.expires_on < day,
            received_at=row.received_at,
            received=str(row.received.quantize(PLACES)),
            remaining=str(row.remaining.quantize(PLACES)),
            unit=row.unit,
        )
        for row in rows
    ]
    return Listing(found, page)


def valuation(connection: Connection, outlet_id: str, query: ValuationQuery) -> Valuation:
    """What was on hand at an instant and what it was worth, by name of the ingredient.

    Movements count from when they happened, so a fact that is told late changes what was.
    """
    at = query.at or now()
    if query.at is None:
        rows = connection.execute(queries.worth_now(outlet_id)).all()
    else:
        rows = connection.execute(queries.worth_at(outlet_id, at)).all()
    total = sum((row.value_paise for row in rows), Decimal(0))
    return Valuation(at=at, value=rupees(total), rows=[_valued(row) for row in rows])


def valuation_csv(connection: Connection, outlet_id: str, query: ValuationQuery) -> bytes:
    """The valuation as a table for a spreadsheet."""
    found = valuation(connection, outlet_id, query)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["at", "code", "name", "unit", "on_hand", "value", "average_cost", "last_cost"])
    for row in found.rows:
        texts = [safe_cell(row.ingredient_code), safe_cell(row.name), row.unit]
        amounts = [row.on_hand, row.value, row.average_cost or "", row.last_cost or ""]
        writer.writerow([_instant(found.at), *texts, *amounts])
    return out.getvalue().encode()


def shortfalls(connection: Connection, outlet_id: str) -> Shortfalls:
    """Ingredients whose level is below nothing."""
    rows = connection.execute(queries.shortfalls(outlet_id)).all()
    return Shortfalls(
        data=[
            Shortfall(
                ingredient_id=row.id,
                ingredient_code=row.code,
                name=row.name,
                unit=row.unit,
                short=str((-row.on_hand).quantize(PLACES)),
                guessed_value=rupees(-row.value_paise),
                last_short_at=row.last_short_at,
            )
            for row in rows
        ]
    )


def _valued(row: AnyRow) -> Valued:
    average = row.average_cost_paise
    if row.on_hand > 0:
        with localcontext(prec=60):
            average = (row.value_paise / row.on_hand).quantize(COST_PLACES, ROUND_HALF_EVEN)
    return Valued(
        ingredient_id=row.id,
        ingredient_code=row.code,
        name=row.name,
        unit=row.unit,
        on_hand=str(row.on_hand.quantize(PLACES)),
        value=rupees(row.value_paise),
        average_cost=None if average is None else rupees(average),
        last_cost=None if row.last_cost_paise is None else rupees(row.last_cost_paise),
    )


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
