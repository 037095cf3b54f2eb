"""Ingredients as they are bought, out of the warehouse."""

from collections import defaultdict
from dataclasses import replace

import duckdb

from chitrail.reordering.supply import Lot, Supply

_SUPPLY = """
SELECT ingredient_id::VARCHAR, ingredient_code, ingredient_name, unit, supplier_id::VARCHAR, supplier,
       supplier_item_id::VARCHAR, pack_size, minimum_packs, packs_multiple, price, lead_time_days,
       delivery_weekdays, review_days, late_days, spread_days, shelf_life_days, service_percent, unit_cost,
       margin, reorder_level, on_hand, reserved, on_order, in_transit
FROM mart_supply WHERE outlet_id = ? ORDER BY ingredient_code
"""
_LOTS = """
SELECT ingredient_id::VARCHAR, expires_on, remaining FROM raw_stock_lots
WHERE outlet_id = ? AND expires_on IS NOT NULL
"""


def supplies(connection: duckdb.DuckDBPyConnection, outlet_id: str) -> list[Supply]:
    """An outlet's ingredients as they are bought, with the lots that expire, by code."""
    lots: dict[str, list[Lot]] = defaultdict(list)
    for ingredient_id, expires_on, remaining in connection.execute(_LOTS, [outlet_id]).fetchall():
        lots[ingredient_id].append(Lot(expires_on, remaining))
    rows = connection.execute(_SUPPLY, [outlet_id]).fetchall()
    return [replace(Supply(*row), lots=tuple(lots[row[0]])) for row in rows]
