"""SQL of the seed; a second run finds everything there and changes nothing."""

OUTLET_IS_DEMO = "SELECT is_demo FROM outlets WHERE id = %s"
INSERT_OUTLET = """
INSERT INTO outlets (id, name, zone, cutover_hour, currency, is_demo)
VALUES (%(code)s, %(name)s, %(zone)s, %(cutover_hour)s, %(currency)s, true) ON CONFLICT DO NOTHING
"""
STAFF = "SELECT username FROM staff"
INSERT_STAFF = """
INSERT INTO staff (id, outlet_id, username, display_name, role, password_hash)
VALUES (%(id)s, %(outlet)s, %(username)s, %(name)s, %(role)s, %(password_hash)s)
"""
INSERT_STATION = """
INSERT INTO stations (outlet_id, code, name, position)
VALUES (%(outlet)s, %(code)s, %(name)s, %(position)s) ON CONFLICT DO NOTHING
"""
INSERT_CATEGORY = """
INSERT INTO menu_categories (id, outlet_id, code, name, position)
VALUES (%(id)s, %(outlet)s, %(code)s, %(name)s, %(position)s) ON CONFLICT DO NOTHING
"""
INSERT_ITEM = """
INSERT INTO menu_items (id, outlet_id, category_id, code, name, variant, price_paise, station, prep_seconds,
  position)
VALUES (%(id)s, %(outlet)s, %(category)s, %(code)s, %(name)s, %(variant)s, %(price)s, %(station)s,
  %(prep_seconds)s, %(position)s) ON CONFLICT DO NOTHING
"""
INSERT_INGREDIENT = """
INSERT INTO ingredients (id, outlet_id, code, name, unit, reorder_level, pack_size, lead_time_days,
  unit_cost_paise, supplier, allergens)
VALUES (%(id)s, %(outlet)s, %(code)s, %(name)s, %(unit)s, %(reorder)s, %(pack)s, %(lead_days)s,
  %(unit_cost)s, %(supplier)s, %(allergens)s) ON CONFLICT DO NOTHING
"""
INSERT_RECIPE = """
INSERT INTO recipes (id, outlet_id, item_id, version, active_from)
VALUES (%(id)s, %(outlet)s, %(item)s, 1, %(active_from)s) ON CONFLICT DO NOTHING
"""
INSERT_RECIPE_LINE = """
INSERT INTO recipe_lines (recipe_id, ingredient_id, quantity, basis)
VALUES (%(recipe)s, %(ingredient)s, %(quantity)s, 'measured') ON CONFLICT DO NOTHING
"""
DOCUMENT = "SELECT 1 FROM stock_documents WHERE id = %s"
TRADED_DAYS = "SELECT DISTINCT business_date FROM orders WHERE outlet_id = %s"
INSERT_SUPPLIER = """
INSERT INTO suppliers (id, outlet_id, code, name, email, payment_terms_days, lead_time_days)
VALUES (%(id)s, %(outlet)s, %(code)s, %(name)s, %(email)s, %(terms)s, %(lead_days)s) ON CONFLICT DO NOTHING
"""
INSERT_SUPPLIER_ITEM = """
INSERT INTO supplier_items (id, outlet_id, supplier_id, ingredient_id, code, name, pack_size, tax_rate_bp,
  preferred)
VALUES (%(id)s, %(outlet)s, %(supplier)s, %(ingredient)s, %(code)s, %(name)s, %(pack)s, %(tax)s, true)
ON CONFLICT DO NOTHING
"""
INSERT_SUPPLIER_PRICE = """
INSERT INTO supplier_prices (id, supplier_item_id, price_paise, valid_from, reason, recorded_by, recorded_at)
VALUES (%(id)s, %(item)s, %(price)s, %(valid_from)s, 'first price', 'seed', now()) ON CONFLICT DO NOTHING
"""
PURCHASE_ORDER = "SELECT 1 FROM purchase_orders WHERE outlet_id = %s LIMIT 1"
