"""Queries about counts, and the statements of their steps."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select, text

from api.counts.models import StockCount, StockCountEntry, StockCountLine
from api.counts.schemas import CountQuery
from api.models import AnyRow, AnySelect, table_of
from chitrail.topics import CONSUMED_TOPICS

COUNTS, LINES = table_of(StockCount), table_of(StockCountLine)
ENTRIES = table_of(StockCountEntry)

# What stands of each line: the last entry of every place in the line's round. What the ledger had is summed
# up to the moment the last of them was made.
_LINES = text("""
WITH standing AS (
  SELECT DISTINCT ON (e.ingredient_id, e.place)
         e.ingredient_id, e.place, e.quantity, e.counted_by, e.counted_at
  FROM stock_count_entries e
  JOIN stock_count_lines l ON (l.count_id, l.ingredient_id, l.round) = (e.count_id, e.ingredient_id, e.round)
  WHERE e.count_id = :count_id
  ORDER BY e.ingredient_id, e.place, e.id DESC
), counted AS (
  SELECT ingredient_id, sum(quantity) AS counted, max(counted_at) AS counted_at,
         jsonb_agg(jsonb_build_object('place', place, 'quantity', quantity::text, 'counted_by', counted_by,
                                      'counted_at', counted_at) ORDER BY place) AS places
  FROM standing GROUP BY 1
)
SELECT l.ingredient_id, i.code, i.name, i.unit, l.round, c.counted, c.counted_at, c.places,
       CASE WHEN c.counted IS NOT NULL THEN coalesce(l.expected, (
         SELECT coalesce(sum(m.quantity), 0) FROM stock_movements m
         WHERE m.ingredient_id = l.ingredient_id AND m.occurred_at <= c.counted_at)) END AS expected,
       v.on_hand, v.value_paise, coalesce(v.average_cost_paise, i.unit_cost_paise, 0) AS average_cost_paise,
       booked.value_paise AS booked_paise
FROM stock_count_lines l
JOIN stock_counts n ON n.id = l.count_id
JOIN ingredients i ON i.id = l.ingredient_id
LEFT JOIN counted c ON c.ingredient_id = l.ingredient_id
LEFT JOIN stock_levels v ON v.ingredient_id = l.ingredient_id
LEFT JOIN stock_movements booked
  ON booked.document_id = n.document_id AND booked.ingredient_id = l.ingredient_id
WHERE l.count_id = :count_id
ORDER BY i.name, i.code
""")
_NOT_BOOKED = text("SELECT stock_not_booked(:outlet_id, CAST(:topics AS text[]), :until)")


def count(connection: Connection, count_id: UUID, *, lock: bool = False) -> AnyRow | None:
    """A count's row, of whichever outlet; locked, nobody else changes the count meanwhile."""
    statement = select(COUNTS).where(COUNTS.c.id == count_id)
    if lock:
        statement = statement.with_for_update()
    return connection.execute(statement).one_or_none()


def counts(outlet_id: str, query: CountQuery) -> AnySelect:
    """Statement for the counts of an outlet."""
    statement = select(COUNTS).where(COUNTS.c.outlet_id == outlet_id)
    return statement if query.status is None else statement.where(COUNTS.c.status == query.status)


def lines(connection: Connection, count_id: UUID) -> Sequence[AnyRow]:
    """Every line with what stands of it and what the ledger had at that moment, by name."""
    return connection.execute(_LINES, {"count_id": count_id}).all()


def not_booked(connection: Connection, outlet_id: str, until: object) -> int:
    """How many facts about the stock of an outlet, true by then, the stream has not booked."""
    topics = list(CONSUMED_TOPICS["inventory"])
    wanted = {"outlet_id": outlet_id, "topics": topics, "until": until}
    return int(connection.execute(_NOT_BOOKED, wanted).scalar_one())
