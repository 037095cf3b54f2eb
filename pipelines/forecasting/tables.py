"""Forecasting inside the warehouse: read sales and supply, write the planning tables."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

import duckdb
import pandas as pd

from chitrail.clock import business_date
from chitrail.reordering.supply import Lot, Supply
from pipelines.forecasting.accuracy import ACCURACY, keep
from pipelines.forecasting.dishes import Outlet, dishes_of
from pipelines.forecasting.plan import Plan, plan_outlet
from warehouse.refresh import transaction

ITEMS, INGREDIENTS, REORDER = "forecast_item_daily", "forecast_ingredient_daily", "mart_reorder"
TABLES = (ITEMS, INGREDIENTS, REORDER, ACCURACY)

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


def write_plans(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> dict[str, int]:
    """Plan every outlet as of `now` and replace its tables; rows written by table.

    What was forecast before stays in `forecast_accuracy_daily`.
    """
    outlets = connection.execute(
        "SELECT outlet_id, zone, cutover_hour FROM dim_outlet ORDER BY outlet_id"
    ).fetchall()
    written = dict.fromkeys(TABLES, 0)
    with transaction(connection):
        for table in (ITEMS, INGREDIENTS, REORDER):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for outlet_id, zone, cutover_hour in outlets:
            today = business_date(now, zone, cutover_hour)
            outlet = Outlet(outlet_id, zone, cutover_hour)
            plan = _plan(connection, outlet, today, now)
            told = ((ITEMS, plan.items), (INGREDIENTS, plan.ingredients), (REORDER, plan.reorder))
            for table, rows in told:
                _insert(connection, table, rows)
                written[table] += len(rows)
            written[ACCURACY] += keep(connection, outlet_id, today)
    return written


def supplies(connection: duckdb.DuckDBPyConnection, outlet_id: str) -> list[Supply]:
    """An outlet's ingredients as they are bought, with the lots that expire, by code."""
    lots: dict[str, list[Lot]] = defaultdict(list)
    for ingredient_id, expires_on, remaining in connection.execute(_LOTS, [outlet_id]).fetchall():
        lots[ingredient_id].append(Lot(expires_on, remaining))
    rows = connection.execute(_SUPPLY, [outlet_id]).fetchall()
    return [replace(Supply(*row), lots=tuple(lots[row[0]])) for row in rows]


def _plan(
    connection: duckdb.DuckDBPyConnection, outlet: Outlet, today: date, now: datetime
) -> Plan:
    """By the full business days; a restaurant in its first has only the one under way to go by."""
    found = connection.execute(
        "SELECT business_date FROM mart_daily_sales WHERE outlet_id = ? ORDER BY 1", [outlet.id]
    ).fetchall()
    days = [day for (day,) in found]
    dishes = dishes_of(connection, outlet, [day for day in days if day < today] or days, now)
    named = connection.execute(
        "SELECT item_id::VARCHAR, item_name FROM dim_item WHERE outlet_id = ?", [outlet.id]
    ).fetchall()
    return plan_outlet(outlet.id, dishes, dict(named), supplies(connection, outlet.id), today)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]
) -> None:
    if rows:
        connection.register("written", pd.DataFrame(rows))
        connection.execute(f"INSERT INTO {table} SELECT * FROM written")  # noqa: S608
        connection.unregister("written")
