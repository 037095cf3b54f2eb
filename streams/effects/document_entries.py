"""What the lines of a stock document put into the ledger and take out of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chitrail.errors import InvalidInput
from chitrail.events import DocumentLine, LineIngredient, StockDocumentRecorded
from chitrail.quantity import PLACES
from streams.effects import valuation
from streams.effects.booking import Entry
from streams.effects.valuation import NOTHING

INCOMING = frozenset({"OPENING", "RECEIPT", "RETURN", "TRANSFER_IN"})
OUTGOING = frozenset({"WASTE", "TRANSFER_OUT", "RETURN_TO_SUPPLIER"})
BOTH_WAYS = frozenset({"COUNT", "PRODUCTION"})
"""Their lines are signed: negative leaves."""

MOST_WORTH = Decimal(10_000_000_000_000)

# What the order's sale took from every lot, less what of that came back before.
_TAKEN = """
WITH of_order AS (
  SELECT event_id, ingredient_id FROM stock_movements WHERE order_id = %(order_id)s AND kind = 'SALE'
  UNION ALL
  SELECT m.event_id, m.ingredient_id
  FROM stock_documents d JOIN stock_movements m ON m.document_id = d.id
  WHERE d.order_id = %(order_id)s AND d.kind = 'RETURN'
), lots AS (
  SELECT moved.ingredient_id, moved.lot_id, -sum(moved.quantity) AS quantity
  FROM of_order JOIN stock_lot_movements moved USING (event_id, ingredient_id)
  GROUP BY 1, 2 HAVING sum(moved.quantity) < 0
)
SELECT m.ingredient_id, -m.quantity, -m.value_paise, lot.code, lot.expires_on, lots.quantity
FROM stock_movements m
LEFT JOIN lots USING (ingredient_id)
LEFT JOIN stock_lots lot ON lot.id = lots.lot_id
WHERE m.order_id = %(order_id)s AND m.kind = 'SALE'
ORDER BY lot.expires_on DESC NULLS FIRST, lot.received_at DESC, lot.code DESC
"""


def entries_of(event: StockDocumentRecorded) -> dict[UUID, list[Entry]]:
    """Signed entries by ingredient.

    Raises InvalidInput for a kind, quantity or worth that cannot be, one lot on two lines, an ingredient
    that both comes and goes.
    """
    found: dict[UUID, list[Entry]] = {}
    for line in event.lines:
        sign = _sign(event.kind)
        quantity = exact(line)
        if not quantity or (sign and quantity < 0):
            raise InvalidInput(f"{line.quantity!r} is not a quantity", field="lines/quantity")
        entry = Entry(
            quantity * (sign or 1), _worth(line, quantity), line.lot_code, line.expires_on
        )
        others = found.setdefault(line.ingredient_id, [])
        for other in others:
            if (other.lot_code, other.expires_on) == (entry.lot_code, entry.expires_on):
                raise InvalidInput("an ingredient stands on two lines", field="lines")
            if (other.quantity > 0) != (entry.quantity > 0):
                raise InvalidInput("an ingredient both comes and goes", field="lines")
        others.append(entry)
    return found


async def returned(
    connection: AsyncConnection[Any], order_id: UUID, entries: Mapping[UUID, Sequence[Entry]]
) -> dict[UUID, list[Entry]]:
    """What comes back from an order, at the cost and into the lots it was taken from, the last taken first.

    What its sale is not known to have taken comes back as any other.
    """
    rows = await (await connection.execute(_TAKEN, {"order_id": order_id})).fetchall()
    back: dict[UUID, list[Entry]] = {}
    for ingredient, several in entries.items():
        mine = [row for row in rows if row[0] == ingredient]
        wanted = sum((entry.quantity for entry in several), NOTHING)
        lots: list[Entry] = []
        for _, taken, cost, code, expires_on, of_lot in mine:
            part = min(wanted, of_lot or NOTHING)
            if part > 0:
                lots.append(Entry(part, valuation.share(cost, part, taken), code, expires_on))
                wanted -= part
        if wanted:
            value = valuation.share(mine[0][2], wanted, mine[0][1]) if mine else None
            lots.append(Entry(wanted, value))
        back[ingredient] = lots
    return back


def exact(line: DocumentLine | LineIngredient) -> Decimal:
    """A quantity the ledger can keep to the last place; raises InvalidInput for any other."""
    try:
        quantity = Decimal(line.quantity)
        fits = quantity.is_finite() and quantity == quantity.quantize(PLACES)
    except InvalidOperation:
        fits = False
    if not fits:
        raise InvalidInput(f"{line.quantity!r} is not a quantity", field="lines/quantity")
    return quantity


def _sign(kind: str) -> int:
    """1 for what comes in, -1 for what leaves, 0 where each line says it."""
    for kinds, sign in ((INCOMING, 1), (OUTGOING, -1), (BOTH_WAYS, 0)):
        if kind in kinds:
            return sign
    raise InvalidInput(f"unknown kind {kind!r}", field="kind")


def _worth(line: DocumentLine, quantity: Decimal) -> Decimal | None:
    """Paise of the whole line; None where nobody said."""
    if line.value_paise is None:
        return None if line.unit_cost_paise is None else abs(quantity) * line.unit_cost_paise
    try:
        worth = Decimal(line.value_paise)
        fits = 0 <= worth <= MOST_WORTH and worth == worth.quantize(valuation.PLACES)
    except InvalidOperation:
        fits = False
    if not fits:
        raise InvalidInput(f"{line.value_paise!r} is not a worth", field="lines/value_paise")
    return worth
