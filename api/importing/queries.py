"""SQL of the load. Every statement may be repeated: what is there already stays as it is."""

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('import ' || %s, 0))"
"""One import an outlet at a time; released by commit or rollback."""

OUTLET = "SELECT name, zone, cutover_hour, currency FROM outlets WHERE id = %s"
INSERT_OUTLET = """
INSERT INTO outlets (id, name, zone, cutover_hour, currency)
VALUES (%(code)s, %(name)s, %(zone)s, %(cutover_hour)s, %(currency)s) ON CONFLICT DO NOTHING
"""
INSERT_STATION = """
INSERT INTO stations (outlet_id, code, name, position)
SELECT %(outlet)s, %(code)s, %(name)s, count(*) FROM stations WHERE outlet_id = %(outlet)s
ON CONFLICT DO NOTHING
"""
INSERT_CATEGORY = """
INSERT INTO menu_categories (id, outlet_id, code, name, position)
SELECT %(id)s, %(outlet)s, %(code)s, %(name)s, count(*) FROM menu_categories WHERE outlet_id = %(outlet)s
ON CONFLICT (outlet_id, code) DO NOTHING
"""
INSERT_ITEM = """
INSERT INTO menu_items (id, outlet_id, category_id, code, name, variant, price_paise, tax_rate_bp, station)
SELECT %(id)s, %(outlet)s, c.id, %(code)s, %(name)s, %(variant)s, %(price)s, %(tax)s, %(station)s
FROM menu_categories c WHERE c.outlet_id = %(outlet)s AND c.code = %(category)s
ON CONFLICT (outlet_id, code) DO NOTHING
"""
ITEMS = "SELECT code, id, name, variant, price_paise FROM menu_items WHERE outlet_id = %s"

INSERT_INGREDIENT = """
INSERT INTO ingredients (id, outlet_id, code, name, unit)
VALUES (%(id)s, %(outlet)s, %(code)s, %(name)s, %(unit)s) ON CONFLICT (outlet_id, code) DO NOTHING
"""
INGREDIENTS = "SELECT code, id, unit FROM ingredients WHERE outlet_id = %s"
PORTIONS = """
SELECT i.code, g.code, l.quantity
FROM (SELECT DISTINCT ON (item_id) id, item_id FROM recipes WHERE outlet_id = %s
      ORDER BY item_id, version DESC) r
JOIN menu_items i ON i.id = r.item_id
JOIN recipe_lines l ON l.recipe_id = r.id
JOIN ingredients g ON g.id = l.ingredient_id
"""
"""Portions of every dish's newest recipe: item code, ingredient code, quantity."""
INSERT_RECIPE = """
INSERT INTO recipes (id, outlet_id, item_id, version, active_from)
VALUES (%(id)s, %(outlet)s, %(item)s, 1, %(active_from)s)
"""
INSERT_RECIPE_LINE = """
INSERT INTO recipe_lines (recipe_id, ingredient_id, quantity, basis)
VALUES (%(recipe)s, %(ingredient)s, %(quantity)s, %(basis)s)
"""

STAGE = """
CREATE TEMPORARY TABLE staged_orders (
  position serial, id uuid PRIMARY KEY, external_id text, number integer, business_date date,
  order_type text, table_label text, status text, subtotal_paise bigint, tax_paise bigint,
  round_off_paise bigint, settled_paise bigint, note text, placed_at timestamptz
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_lines (
  id uuid, order_id uuid, line_no integer, item_code text, quantity integer, unit_price_paise bigint,
  note text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_payments (
  id uuid, order_id uuid, business_date date, amount_paise bigint, payment_method text, paid_at timestamptz
) ON COMMIT DROP;
"""
COPY_ORDERS = """
COPY staged_orders (id, external_id, number, business_date, order_type, table_label, status, subtotal_paise,
  tax_paise, round_off_paise, settled_paise, note, placed_at) FROM STDIN
"""
COPY_LINES = """
COPY staged_lines (id, order_id, line_no, item_code, quantity, unit_price_paise, note) FROM STDIN
"""
COPY_PAYMENTS = """
COPY staged_payments (id, order_id, business_date, amount_paise, payment_method, paid_at) FROM STDIN
"""
ANALYZE_STAGE = "ANALYZE staged_orders; ANALYZE staged_lines; ANALYZE staged_payments"

CONFLICTS = """
WITH stored_lines AS (
  SELECT l.order_id, string_agg(concat_ws(' ', l.item_code, l.quantity, l.unit_price_paise, l.note), '; '
                                ORDER BY l.line_no) AS text
  FROM order_lines l JOIN staged_orders s ON s.id = l.order_id GROUP BY 1
), new_lines AS (
  SELECT order_id, string_agg(concat_ws(' ', item_code, quantity, unit_price_paise, note), '; '
                              ORDER BY line_no) AS text
  FROM staged_lines GROUP BY 1
), stored_payments AS (
  SELECT p.order_id, string_agg(concat_ws(' ', p.id, p.amount_paise, p.payment_method, p.created_at), '; '
                                ORDER BY p.id) AS text
  FROM payments p JOIN staged_orders s ON s.id = p.order_id WHERE p.source = %(source)s GROUP BY 1
), new_payments AS (
  SELECT order_id, string_agg(concat_ws(' ', id, amount_paise, payment_method, paid_at), '; '
                              ORDER BY id) AS text
  FROM staged_payments GROUP BY 1
), compared AS (
  SELECT s.external_id, concat_ws(', ',
    CASE WHEN o.placed_at <> s.placed_at THEN 'placed at ' || o.placed_at || ', now ' || s.placed_at END,
    CASE WHEN o.business_date <> s.business_date THEN 'business date' END,
    CASE WHEN o.status <> s.status THEN 'status ' || o.status || ', now ' || s.status END,
    CASE WHEN o.order_type <> s.order_type THEN 'order type' END,
    CASE WHEN o.number <> s.number THEN 'number' END,
    CASE WHEN (o.table_label, o.note) <> (s.table_label, s.note) THEN 'table or note' END,
    CASE WHEN (o.subtotal_paise, o.cgst_paise + o.sgst_paise, o.round_off_paise)
           <> (s.subtotal_paise, s.tax_paise, s.round_off_paise)
      THEN 'total ' || o.total_paise || ', now ' || s.subtotal_paise + s.tax_paise + s.round_off_paise END,
    CASE WHEN ol.text IS DISTINCT FROM nl.text THEN 'lines' END,
    CASE WHEN op.text IS DISTINCT FROM np.text THEN 'payments' END) AS differences
  FROM staged_orders s
  JOIN orders o ON o.id = s.id
  LEFT JOIN stored_lines ol ON ol.order_id = s.id
  LEFT JOIN new_lines nl ON nl.order_id = s.id
  LEFT JOIN stored_payments op ON op.order_id = s.id
  LEFT JOIN new_payments np ON np.order_id = s.id
)
SELECT external_id, differences FROM compared WHERE differences <> ''
"""
FORGET_KNOWN = """
DELETE FROM staged_orders s USING orders o WHERE o.id = s.id
"""
INSERT_ORDERS = """
INSERT INTO orders (id, outlet_id, number, business_date, order_type, table_label, status, currency,
  subtotal_paise, cgst_paise, sgst_paise, round_off_paise, total_paise, settled_paise, note, source,
  external_id, placed_at, completed_at, cancelled_at)
SELECT s.id, %(outlet)s,
  coalesce(s.number, coalesce(known.last, 0)
    + row_number() OVER (PARTITION BY s.business_date ORDER BY s.placed_at, s.position)),
  s.business_date, s.order_type, s.table_label, s.status, %(currency)s, s.subtotal_paise,
  s.tax_paise / 2, s.tax_paise - s.tax_paise / 2, s.round_off_paise,
  s.subtotal_paise + s.tax_paise + s.round_off_paise, s.settled_paise, s.note, %(source)s, s.external_id,
  s.placed_at,
  CASE s.status WHEN 'COMPLETED' THEN s.placed_at END, CASE s.status WHEN 'CANCELLED' THEN s.placed_at END
FROM staged_orders s
LEFT JOIN (SELECT business_date, max(number) AS last FROM orders
           WHERE outlet_id = %(outlet)s AND source = %(source)s GROUP BY 1) known USING (business_date)
"""
INSERT_LINES = """
INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name, station, quantity,
  unit_price_paise, total_paise, recipe_id, note)
SELECT l.id, l.order_id, %(outlet)s, l.line_no, i.id, i.code,
  i.name || CASE i.variant WHEN '' THEN '' ELSE ' (' || i.variant || ')' END, i.station, l.quantity,
  l.unit_price_paise, l.quantity * l.unit_price_paise, r.id, l.note
FROM staged_lines l
JOIN staged_orders s ON s.id = l.order_id
JOIN menu_items i ON i.outlet_id = %(outlet)s AND i.code = l.item_code
LEFT JOIN (SELECT DISTINCT ON (item_id) item_id, id FROM recipes WHERE outlet_id = %(outlet)s
           ORDER BY item_id, version DESC) r ON r.item_id = i.id
"""
INSERT_PAYMENTS = """
INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, currency, payment_method, status,
  source, created_at, completed_at)
SELECT p.id, p.order_id, %(outlet)s, p.business_date, p.amount_paise, %(currency)s, p.payment_method,
  'COMPLETED', %(source)s, p.paid_at, p.paid_at
FROM staged_payments p JOIN staged_orders s ON s.id = p.order_id
"""
TOTALS = """
SELECT count(*), coalesce(sum(o.total_paise), 0)::bigint,
       count(*) FILTER (WHERE o.status = 'CANCELLED'),
       coalesce(sum(o.total_paise) FILTER (WHERE o.status = 'CANCELLED'), 0)::bigint,
       coalesce(sum(l.lines), 0)::bigint, coalesce(sum(l.pieces), 0)::bigint
FROM orders o
LEFT JOIN (SELECT order_id, count(*) AS lines, sum(quantity) AS pieces FROM order_lines GROUP BY 1) l
  ON l.order_id = o.id
WHERE o.outlet_id = %(outlet)s AND o.source = %(source)s
"""
METHODS = """
SELECT coalesce(payment_method, 'UNKNOWN'), count(*), sum(amount_paise)::bigint
FROM payments WHERE outlet_id = %(outlet)s AND source = %(source)s GROUP BY 1 ORDER BY 1
"""
AFTER_LOAD = "ANALYZE menu_items, recipes, recipe_lines, orders, order_lines, payments"
"""So that the first questions after a large load get good plans; the planner knows nothing of it yet."""
