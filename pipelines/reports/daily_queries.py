"""The queries of the daily close; each takes the outlet and the business day."""

from typing import LiteralString

SALES: LiteralString = """
SELECT count(*) FILTER (WHERE status = 'COMPLETED') AS orders,
       coalesce(sum(total_paise) FILTER (WHERE status = 'COMPLETED'), 0)::bigint AS total,
       coalesce(sum(discount_paise) FILTER (WHERE status = 'COMPLETED'), 0)::bigint AS discount,
       coalesce(sum(service_charge_paise) FILTER (WHERE status = 'COMPLETED'), 0)::bigint AS service_charge,
       coalesce(sum(cgst_paise + sgst_paise) FILTER (WHERE status = 'COMPLETED'), 0)::bigint AS tax,
       coalesce(sum(round_off_paise) FILTER (WHERE status = 'COMPLETED'), 0)::bigint AS round_off,
       count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
       coalesce(sum(total_paise) FILTER (WHERE status = 'CANCELLED'), 0)::bigint AS cancelled_total,
       count(*) FILTER (WHERE status NOT IN ('COMPLETED', 'CANCELLED')) AS open,
       coalesce(sum(total_paise - settled_paise)
                FILTER (WHERE status NOT IN ('COMPLETED', 'CANCELLED')), 0)::bigint AS due
FROM orders WHERE outlet_id = %(outlet)s AND business_date = %(day)s"""

PAYMENTS: LiteralString = """
SELECT method, sum(payments)::bigint AS payments, sum(amount)::bigint AS amount, sum(tip)::bigint AS tip,
       sum(refunds)::bigint AS refunds
FROM (
  SELECT coalesce(payment_method, 'UNKNOWN') AS method, 1 AS payments, amount_paise AS amount,
         tip_paise AS tip, 0 AS refunds
  FROM payments WHERE outlet_id = %(outlet)s AND business_date = %(day)s
    AND status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')
  UNION ALL
  SELECT coalesce(p.payment_method, 'UNKNOWN'), 0, 0, 0, r.amount_paise
  FROM refunds r JOIN payments p ON p.id = r.payment_id
  WHERE r.outlet_id = %(outlet)s AND r.business_date = %(day)s AND r.status = 'PROCESSED'
) AS booked GROUP BY method ORDER BY amount DESC, method"""

TAXES: LiteralString = """
SELECT l.tax_rate_bp AS rate,
       sum(l.total_paise - l.discount_paise + l.service_charge_paise
           - l.tax_included_paise)::bigint AS taxable,
       sum(l.cgst_paise)::bigint AS cgst, sum(l.sgst_paise)::bigint AS sgst
FROM order_lines l JOIN orders o ON o.id = l.order_id
WHERE o.outlet_id = %(outlet)s AND o.business_date = %(day)s AND o.status = 'COMPLETED'
  AND l.voided_at IS NULL
GROUP BY rate ORDER BY rate"""

DISCOUNTS: LiteralString = """
SELECT d.code, d.name, count(*) AS times, sum(d.amount_paise)::bigint AS amount
FROM order_discounts d JOIN orders o ON o.id = d.order_id
WHERE o.outlet_id = %(outlet)s AND o.business_date = %(day)s AND o.status = 'COMPLETED'
  AND d.released_at IS NULL
GROUP BY d.code, d.name ORDER BY amount DESC, d.code"""

VOIDS: LiteralString = """
SELECT o.number, l.quantity, l.item_name AS what, l.total_paise AS amount, l.void_reason AS reason
FROM order_lines l JOIN orders o ON o.id = l.order_id
WHERE o.outlet_id = %(outlet)s AND o.business_date = %(day)s AND l.voided_at IS NOT NULL
UNION ALL
SELECT number, NULL, 'whole order', total_paise, cancel_reason FROM orders
WHERE outlet_id = %(outlet)s AND business_date = %(day)s AND status = 'CANCELLED'
ORDER BY number, what"""

DRAWERS: LiteralString = """
SELECT drawer, z_number, float_paise AS float, expected_paise AS expected, counted_paise AS counted
FROM drawer_shifts WHERE outlet_id = %(outlet)s AND business_date = %(day)s ORDER BY drawer, z_number"""

FOOD_COST: LiteralString = """
SELECT coalesce(-sum(value_paise) FILTER (WHERE kind IN ('SALE', 'RETURN')), 0) AS used,
       coalesce(-sum(value_paise) FILTER (WHERE kind = 'WASTE'), 0) AS wasted
FROM stock_movements WHERE outlet_id = %(outlet)s AND business_date = %(day)s"""

ITEMS: LiteralString = """
SELECT l.item_name AS name, sum(l.quantity)::bigint AS portions,
       sum(l.total_paise - l.discount_paise)::bigint AS sales
FROM order_lines l JOIN orders o ON o.id = l.order_id
WHERE o.outlet_id = %(outlet)s AND o.business_date = %(day)s AND o.status = 'COMPLETED'
  AND l.voided_at IS NULL
GROUP BY l.item_name ORDER BY sales DESC, name LIMIT 10"""

KITCHEN: LiteralString = """
SELECT t.station, count(*) AS tickets,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.ready_at - t.placed_at)) AS half,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM t.ready_at - t.placed_at)) AS most
FROM tickets t JOIN orders o ON o.id = t.order_id
WHERE o.outlet_id = %(outlet)s AND o.business_date = %(day)s AND t.ready_at IS NOT NULL
GROUP BY t.station ORDER BY t.station"""

ALERTS: LiteralString = """
SELECT title, severity, resolved_at IS NULL AS open FROM alerts
WHERE outlet_id = %(outlet)s AND raised_at >= %(since)s AND raised_at < %(until)s
ORDER BY raised_at LIMIT 50"""

BEFORE: LiteralString = """
SELECT coalesce(sum(total_paise), 0)::bigint AS total FROM orders
WHERE outlet_id = %(outlet)s AND business_date = %(day)s - 7 AND status = 'COMPLETED'"""
