"""An outlet's items: what was sold of them, and what a portion uses now."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from pipelines.forecasting.history import Floats, History, build_history

CHANGES_DAYS = 56
"""Modifiers are taken as often as in the last eight weeks."""

_PORTIONS = """
SELECT business_date, item_id::VARCHAR AS ingredient_id, sum(quantity)::DOUBLE AS quantity
FROM fct_order_line WHERE outlet_id = ? AND order_status = 'COMPLETED' GROUP BY ALL
"""
_USAGE = """
WITH recent AS (
    SELECT order_line_id, item_id, quantity FROM fct_order_line
    WHERE outlet_id = $outlet AND order_status = 'COMPLETED' AND business_date > $since
),
newest AS (
    SELECT item_id, recipe.id AS recipe_id FROM raw_recipes AS recipe
    WHERE outlet_id = $outlet
    QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY active_from <= $now DESC, version DESC) = 1
),
portions AS (SELECT item_id, sum(quantity) AS portions FROM recent GROUP BY item_id)
SELECT item_id::VARCHAR, ingredient_id::VARCHAR, sum(quantity)::DOUBLE
FROM (
    SELECT newest.item_id, line.ingredient_id, line.quantity
    FROM newest INNER JOIN stg_recipe_line AS line ON newest.recipe_id = line.recipe_id
    UNION ALL
    SELECT recent.item_id, change.ingredient_id, recent.quantity * change.quantity / portions.portions
    FROM recent
    INNER JOIN stg_line_ingredient AS change ON recent.order_line_id = change.order_line_id
    INNER JOIN portions ON recent.item_id = portions.item_id
)
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Dishes:
    """Portions of an outlet's items, and by item and ingredient the base units in a portion."""

    history: History
    usage: Floats
    ingredients: list[str]


def dishes_of(
    connection: duckdb.DuckDBPyConnection, outlet_id: str, open_days: list[date], now: object
) -> Dishes | None:
    """Items sold on these days of trade, by today's recipes and the modifiers of late; None without any."""
    history = build_history(connection.execute(_PORTIONS, [outlet_id]).df(), open_days)
    if history is None:
        return None
    since = history.last_date - timedelta(days=CHANGES_DAYS)
    given = {"outlet": outlet_id, "since": since, "now": now}
    rows = connection.execute(_USAGE, given).fetchall()
    rows = [row for row in rows if row[0] in history.ingredients and row[2] > 0]
    ingredients = sorted({row[1] for row in rows})
    usage = np.zeros((len(history.ingredients), len(ingredients)))
    for item_id, ingredient_id, quantity in rows:
        usage[history.ingredients.index(item_id), ingredients.index(ingredient_id)] = quantity
    return Dishes(history, usage, ingredients)
