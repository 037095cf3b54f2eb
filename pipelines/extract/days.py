"""Which business days a change in a raw table touches, in old and in new versions of the rows."""

INCOMING = "incoming_"
"""Prefix of the temporary tables that hold the rows just read."""

OWN_DAY = (
    "raw_orders",
    "raw_payments",
    "raw_refunds",
    "raw_stock_movements",
    "raw_ledger_transactions",
    "raw_drawer_shifts",
    "raw_order_discounts",
)
"""Tables whose rows carry a business day."""

_LINE_DAYS = """
    SELECT raw_orders.outlet_id, raw_orders.business_date FROM raw_orders
    INNER JOIN raw_order_lines ON raw_order_lines.order_id = raw_orders.id"""

THROUGH: dict[str, str] = {
    "raw_order_lines": """
        SELECT raw_orders.outlet_id, raw_orders.business_date FROM raw_orders
        SEMI JOIN incoming_raw_order_lines AS line ON line.order_id = raw_orders.id""",
    "raw_payments": """
        SELECT raw_refunds.outlet_id, raw_refunds.business_date FROM raw_refunds
        SEMI JOIN incoming_raw_payments AS payment ON payment.id = raw_refunds.payment_id""",
    "raw_recipes": _LINE_DAYS
    + " SEMI JOIN incoming_raw_recipes AS recipe ON recipe.id = raw_order_lines.recipe_id",
    "raw_recipe_lines": _LINE_DAYS
    + " SEMI JOIN incoming_raw_recipe_lines AS line ON line.recipe_id = raw_order_lines.recipe_id",
    "raw_ingredients": _LINE_DAYS
    + """
        INNER JOIN raw_recipe_lines ON raw_recipe_lines.recipe_id = raw_order_lines.recipe_id
        SEMI JOIN incoming_raw_ingredients AS ingredient
            ON ingredient.id = raw_recipe_lines.ingredient_id
        UNION"""
    + _LINE_DAYS
    + """
        INNER JOIN stg_line_ingredient ON stg_line_ingredient.order_line_id = raw_order_lines.id
        SEMI JOIN incoming_raw_ingredients AS ingredient
            ON ingredient.id = stg_line_ingredient.ingredient_id""",
}
"""Days reached through other tables, asked after all tables are merged.

Order lines belong to the day of their order; refunds show the method of their payment; demand shows the
recipe and the ingredient behind a line.
"""
