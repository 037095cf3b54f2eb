"""Query of the variances between two counts: what came, what went, what the counts corrected."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from api.models import AnyRow

# Each ingredient has its own span: from the moment of its first count to that of its last. What the first
# count corrected was before it; what the last one and those between corrected is what nobody recorded.
_VARIANCES = text("""
WITH counted AS (
  SELECT a.ingredient_id, a.counted AS opening, a.counted_at AS since, b.counted AS closing,
         b.counted_at AS until, first.document_id AS first_document, last.document_id AS last_document
  FROM stock_counts first JOIN stock_count_lines a ON a.count_id = first.id AND a.expected IS NOT NULL
  JOIN stock_counts last ON last.id = :last
  JOIN stock_count_lines b ON b.count_id = last.id AND b.ingredient_id = a.ingredient_id
    AND b.expected IS NOT NULL AND b.counted_at > a.counted_at
  WHERE first.id = :first
), moved AS (
  SELECT c.ingredient_id, m.kind, m.quantity, m.value_paise, d.order_id IS NOT NULL AS of_order
  FROM counted c JOIN stock_movements m ON m.ingredient_id = c.ingredient_id
  LEFT JOIN stock_documents d ON d.id = m.document_id
  WHERE (m.occurred_at > c.since AND m.occurred_at <= c.until
         AND m.document_id IS DISTINCT FROM c.first_document)
     OR m.document_id = c.last_document
), flows AS (
  SELECT ingredient_id,
    sum(quantity) FILTER (WHERE kind IN ('RECEIPT', 'OPENING')) AS received,
    sum(value_paise) FILTER (WHERE kind = 'RECEIPT') AS paid,
    sum(quantity) FILTER (WHERE kind = 'RECEIPT') AS bought,
    sum(quantity) FILTER (WHERE kind IN ('TRANSFER_IN', 'TRANSFER_OUT')) AS transferred,
    sum(quantity) FILTER (WHERE kind = 'PRODUCTION') AS produced,
    -sum(quantity) FILTER (WHERE kind = 'RETURN_TO_SUPPLIER') AS sent_back,
    -sum(quantity) FILTER (WHERE kind IN ('SALE', 'RETURN')) AS sold,
    -sum(value_paise) FILTER (WHERE kind IN ('SALE', 'RETURN')) AS sold_paise,
    -sum(quantity) FILTER (WHERE kind = 'WASTE' AND NOT of_order) AS wasted,
    -sum(value_paise) FILTER (WHERE kind = 'WASTE' AND NOT of_order) AS wasted_paise,
    -sum(quantity) FILTER (WHERE kind = 'WASTE' AND of_order) AS voided,
    -sum(value_paise) FILTER (WHERE kind = 'WASTE' AND of_order) AS voided_paise,
    -sum(quantity) FILTER (WHERE kind = 'COUNT') AS missing,
    -sum(value_paise) FILTER (WHERE kind = 'COUNT') AS missing_paise
  FROM moved GROUP BY 1
), changed AS (
  SELECT c.ingredient_id,
    sum(l.quantity * (coalesce(now_is.quantity, 0) - coalesce(was.quantity, 0))) AS quantity
  FROM counted c
  JOIN orders o ON o.outlet_id = :outlet_id AND o.status = 'COMPLETED' AND o.source = 'live'
    AND o.completed_at > c.since AND o.completed_at <= c.until
  JOIN order_lines l ON l.order_id = o.id AND l.voided_at IS NULL AND l.recipe_id IS NOT NULL
  JOIN LATERAL (
    SELECT id FROM recipes WHERE item_id = l.item_id AND active_from <= now()
    ORDER BY version DESC LIMIT 1
  ) newest ON newest.id <> l.recipe_id
  LEFT JOIN recipe_lines was ON was.recipe_id = l.recipe_id AND was.ingredient_id = c.ingredient_id
  LEFT JOIN recipe_lines now_is ON now_is.recipe_id = newest.id AND now_is.ingredient_id = c.ingredient_id
  GROUP BY 1
), ordered AS (
  SELECT c.ingredient_id, sum((p.packs - p.received_packs - p.short_packs) * p.pack_size) AS quantity
  FROM counted c JOIN purchase_order_lines p ON p.ingredient_id = c.ingredient_id
    AND p.received_packs + p.short_packs < p.packs
  JOIN purchase_orders o ON o.id = p.order_id AND o.status IN ('SENT', 'PARTLY_RECEIVED')
  JOIN outlets t ON t.id = o.outlet_id
  WHERE p.expected_on BETWEEN (c.since AT TIME ZONE t.zone - t.cutover_hour * interval '1 hour')::date
    AND (c.until AT TIME ZONE t.zone - t.cutover_hour * interval '1 hour')::date
  GROUP BY 1
)
SELECT i.id, i.code, i.name, i.unit, i.unit_cost_paise AS listed_paise, v.average_cost_paise,
  c.opening, c.since, c.closing, c.until, f.*,
  coalesce(n.quantity, 0) AS by_recipe, coalesce(p.quantity, 0) AS outstanding
FROM counted c JOIN ingredients i ON i.id = c.ingredient_id
LEFT JOIN stock_levels v ON v.ingredient_id = i.id
LEFT JOIN flows f ON f.ingredient_id = c.ingredient_id
LEFT JOIN changed n ON n.ingredient_id = c.ingredient_id
LEFT JOIN ordered p ON p.ingredient_id = c.ingredient_id
ORDER BY i.name, i.code
""")
_COUNT = text("""
SELECT n.status, n.document_id, n.document_id IS NULL OR EXISTS (
  SELECT FROM stock_movements m WHERE m.document_id = n.document_id) AS booked
FROM stock_counts n WHERE n.id = :id AND n.outlet_id = :outlet_id
""")


def count(connection: Connection, outlet_id: str, count_id: UUID) -> AnyRow | None:
    """Status of a count, and whether the stream has booked what it corrected."""
    given = {"id": count_id, "outlet_id": outlet_id}
    return connection.execute(_COUNT, given).one_or_none()


def variances(connection: Connection, outlet_id: str, first: UUID, last: UUID) -> Sequence[AnyRow]:
    """A row for each ingredient both counts have, by name."""
    given = {"outlet_id": outlet_id, "first": first, "last": last}
    return connection.execute(_VARIANCES, given).all()
