"""Forecasting inside the warehouse: read demand and supply, write the two planning tables."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

import duckdb

from chitrail.clock import business_date
from chitrail.reordering.supply import Lot, Supply
from pipelines.forecasting.plan import Plan, plan_outlet
from warehouse.refresh import transaction

FORECAST, REORDER = "forecast_ingredient_daily", "mart_reorder"

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
    """Plan every outlet as of `now` and replace both tables; rows written by table."""
    outlets = connection.execute(
        "SELECT outlet_id, zone, cutover_hour FROM dim_outlet ORDER BY outlet_id"
    ).fetchall()
    written = {FORECAST: 0, REORDER: 0}
    with transaction(connection):
        for table in written:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for outlet_id, zone, cutover_hour in outlets:
            plan = _plan(connection, outlet_id, business_date(now, zone, cutover_hour))
            for table, rows in ((FORECAST, plan.forecast), (REORDER, plan.reorder)):
                _insert(connection, table, rows)
                written[table] += len(rows)
    return written


def supplies(connection: duckdb.DuckDBPyConnection, outlet_id: str) -> list[Supply]:
    """An outlet's ingredients as they are bought, with the lots that expire, by code."""
    lots: dict[str, list[Lot]] = defaultdict(list)
    for ingredient_id, expires_on, remaining in connection.execute(_LOTS, [outlet_id]).fetchall():
        lots[ingredient_id].append(Lot(expires_on, remaining))
    rows = connection.execute(_SUPPLY, [outlet_id]).fetchall()
    return [replace(Supply(*row), lots=tuple(lots[row[0]])) for row in rows]


def _plan(connection: duckdb.DuckDBPyConnection, outlet_id: str, today: date) -> Plan:
    demand = connection.execute(
        """SELECT business_date, ingredient_id::VARCHAR AS ingredient_id, quantity::DOUBLE AS quantity
           FROM mart_ingredient_demand WHERE outlet_id = ?""",
        [outlet_id],
    ).df()
    open_days = connection.execute(
        "SELECT business_date FROM mart_daily_sales WHERE outlet_id = ? ORDER BY 1", [outlet_id]
    ).fetchall()
    planned = supplies(connection, outlet_id)
    return plan_outlet(outlet_id, demand, [row[0] for row in open_days], planned, today)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]
) -> None:
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
