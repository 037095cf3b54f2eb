"""What each mart must hold, asked of PostgreSQL in words of its own.

The SQL shares nothing with the models: it reads the operational tables, in paise, and gives the columns of
the mart in the order of its header.
"""

SOLD = """
    SELECT l.*, o.business_date, o.status, c.code AS category_code, c.name AS category_name
    FROM orders o, order_lines l, menu_items i, menu_categories c
    WHERE o.status = 'COMPLETED' AND l.order_id = o.id AND l.voided_at IS NULL
      AND i.id = l.item_id AND c.id = i.category_id"""

_BY_ORDER = """
    SELECT o.outlet_id, o.business_date, {what}, count(*),
           (sum(subtotal_paise) - sum(discount_paise) - sum(tax_included_paise)) / 100.0,
           sum(total_paise) / 100.0, (sum(cgst_paise) + sum(sgst_paise)) / 100.0
    FROM orders o JOIN outlets ON outlets.id = o.outlet_id WHERE status = 'COMPLETED' GROUP BY 1, 2, 3"""

ORACLES = {
    "mart_daily_sales": """
        SELECT outlet_id, business_date, count(*), sum(total_paise) / 100.0, sum(discount_paise) / 100.0,
               sum(service_charge_paise) / 100.0, sum(cgst_paise + sgst_paise) / 100.0,
               sum((SELECT sum(quantity) FROM order_lines l
                    WHERE l.order_id = orders.id AND l.voided_at IS NULL))
        FROM orders WHERE status = 'COMPLETED' GROUP BY 1, 2""",
    "mart_sales_channel": _BY_ORDER.format(what="order_type"),
    "mart_sales_table": _BY_ORDER.format(what="table_label"),
    "mart_sales_hour": _BY_ORDER.format(
        what="date_part('hour', timezone(outlets.zone, placed_at))::int"
    ),
    "mart_sales_item": f"""
        SELECT outlet_id, business_date, item_id, (array_agg(item_code ORDER BY id DESC))[1],
               (array_agg(item_name ORDER BY id DESC))[1], count(DISTINCT order_id), sum(quantity),
               sum(total_paise) / 100.0, sum(discount_paise) / 100.0,
               (sum(total_paise) - sum(discount_paise) - sum(tax_included_paise)) / 100.0,
               (sum(cgst_paise) + sum(sgst_paise)) / 100.0
        FROM ({SOLD}) sold GROUP BY 1, 2, 3""",  # noqa: S608
    "mart_sales_category": f"""
        SELECT outlet_id, business_date, category_code, category_name, sum(quantity),
               sum(total_paise) / 100.0, sum(discount_paise) / 100.0,
               (sum(total_paise) - sum(discount_paise) - sum(tax_included_paise)) / 100.0,
               (sum(cgst_paise) + sum(sgst_paise)) / 100.0
        FROM ({SOLD}) sold GROUP BY 1, 2, 3, 4""",  # noqa: S608
    "mart_discount": """
        SELECT outlet_id, business_date, promotion_id, min(code), min(name), count(DISTINCT order_id),
               count(nullif(coupon_code, '')), sum(amount_paise) / 100.0
        FROM order_discounts WHERE released_at IS NULL GROUP BY 1, 2, 3""",
    "mart_cash_difference": """
        SELECT outlet_id, business_date, drawer, count(*), sum(expected_paise) / 100.0,
               sum(counted_paise) / 100.0,
               coalesce(sum(counted_paise - expected_paise) FILTER (WHERE counted_paise > expected_paise), 0)
                 / 100.0,
               coalesce(sum(expected_paise - counted_paise) FILTER (WHERE counted_paise < expected_paise), 0)
                 / 100.0
        FROM drawer_shifts WHERE closed_at IS NOT NULL GROUP BY 1, 2, 3""",
    "mart_food_cost": """
        SELECT coalesce(s.outlet_id, c.outlet_id), coalesce(s.business_date, c.business_date),
               coalesce(s.net, 0), coalesce(c.cost, 0), coalesce(c.guessed, 0),
               coalesce(s.net, 0) - coalesce(c.cost, 0),
               round(coalesce(c.cost, 0) / nullif(coalesce(s.net, 0), 0), 4)
        FROM (SELECT outlet_id, business_date,
                     (sum(subtotal_paise) - sum(discount_paise) - sum(tax_included_paise)) / 100.0 AS net
              FROM orders WHERE status = 'COMPLETED' GROUP BY 1, 2) s
        FULL JOIN (SELECT outlet_id, business_date, -sum(value_paise) / 100 AS cost,
                          coalesce(-sum(value_paise) FILTER (WHERE cost_estimated), 0) / 100 AS guessed
                   FROM stock_movements WHERE kind = 'SALE' GROUP BY 1, 2) c
          ON c.outlet_id = s.outlet_id AND c.business_date = s.business_date""",
    "mart_daily_payment_method": """
        WITH paid AS (
          SELECT outlet_id, business_date, coalesce(payment_method, 'UNKNOWN') AS method,
                 count(*) FILTER (WHERE status <> 'FAILED') AS good,
                 count(*) FILTER (WHERE status = 'FAILED') AS failed,
                 coalesce(sum(amount_paise) FILTER (WHERE status <> 'FAILED'), 0) AS gross,
                 coalesce(sum(tip_paise) FILTER (WHERE status <> 'FAILED'), 0) AS tips,
                 coalesce(sum(surplus_paise) FILTER (WHERE status <> 'FAILED'), 0) AS surplus,
                 sum(refunded_paise) AS of_day
          FROM payments WHERE status NOT IN ('CREATED', 'PENDING') GROUP BY 1, 2, 3),
        back AS (
          SELECT r.outlet_id, r.business_date, coalesce(p.payment_method, 'UNKNOWN') AS method,
                 sum(r.amount_paise) AS refunds
          FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.status = 'PROCESSED'
          GROUP BY 1, 2, 3)
        SELECT outlet_id, business_date, method, coalesce(good, 0), coalesce(failed, 0),
               coalesce(gross, 0) / 100.0, coalesce(tips, 0) / 100.0, coalesce(surplus, 0) / 100.0,
               coalesce(refunds, 0) / 100.0, coalesce(of_day, 0) / 100.0,
               (coalesce(gross, 0) - coalesce(refunds, 0)) / 100.0,
               round(gross / nullif(good, 0)) / 100,
               round(failed::numeric / nullif(failed + good, 0), 4),
               round(coalesce(gross, 0) / nullif(sum(gross) OVER (PARTITION BY outlet_id, business_date), 0),
                     4)
        FROM paid FULL JOIN back USING (outlet_id, business_date, method)""",
}
