"""The queries of the weekly letter; `%(monday)s` begins the week, the week before is told beside it."""

from typing import LiteralString

DAYS: LiteralString = """
SELECT business_date AS day, count(*) AS orders, sum(total_paise)::bigint AS total,
       sum(total_paise - cgst_paise - sgst_paise - round_off_paise)::bigint AS net,
       sum(discount_paise)::bigint AS discount
FROM orders
WHERE outlet_id = %(outlet)s AND status = 'COMPLETED'
  AND business_date BETWEEN %(monday)s - 7 AND %(monday)s + 6
GROUP BY business_date ORDER BY business_date"""

DISHES: LiteralString = """
SELECT l.item_name AS name,
       coalesce(sum(l.total_paise - l.discount_paise)
                FILTER (WHERE o.business_date >= %(monday)s), 0)::bigint AS sales,
       coalesce(sum(l.total_paise - l.discount_paise)
                FILTER (WHERE o.business_date < %(monday)s), 0)::bigint AS before
FROM order_lines l JOIN orders o ON o.id = l.order_id
WHERE o.outlet_id = %(outlet)s AND o.status = 'COMPLETED' AND l.voided_at IS NULL
  AND o.business_date BETWEEN %(monday)s - 7 AND %(monday)s + 6
GROUP BY l.item_name ORDER BY sales DESC, name"""

LOSSES: LiteralString = """
SELECT is_week,
       coalesce(sum(refunded), 0)::bigint AS refunded, coalesce(sum(cancelled), 0)::bigint AS cancelled,
       coalesce(sum(over_short), 0)::bigint AS over_short,
       coalesce(sum(used), 0) AS used, coalesce(sum(wasted), 0) AS wasted
FROM (
  SELECT business_date >= %(monday)s AS is_week, amount_paise AS refunded, 0 AS cancelled,
         0 AS over_short, 0 AS used, 0 AS wasted
  FROM refunds WHERE outlet_id = %(outlet)s AND status = 'PROCESSED'
    AND business_date BETWEEN %(monday)s - 7 AND %(monday)s + 6
  UNION ALL
  SELECT business_date >= %(monday)s, 0, total_paise, 0, 0, 0
  FROM orders WHERE outlet_id = %(outlet)s AND status = 'CANCELLED'
    AND business_date BETWEEN %(monday)s - 7 AND %(monday)s + 6
  UNION ALL
  SELECT business_date >= %(monday)s, 0, 0, counted_paise - expected_paise, 0, 0
  FROM drawer_shifts WHERE outlet_id = %(outlet)s AND closed_at IS NOT NULL
    AND business_date BETWEEN %(monday)s - 7 AND %(monday)s + 6
  UNION ALL
  SELECT business_date >= %(monday)s, 0, 0, 0,
         CASE WHEN kind IN ('SALE', 'RETURN') THEN -value_paise ELSE 0 END,
         CASE WHEN kind = 'WASTE' THEN -value_paise ELSE 0 END
  FROM stock_movements WHERE outlet_id = %(outlet)s
    AND business_date BETWEEN %(monday)s - 7 AND %(monday)s + 6
) AS both_weeks GROUP BY is_week"""
