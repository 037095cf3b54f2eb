"""Forecasting inside the warehouse: read demand and ingredients, write the two planning tables."""

from datetime import date, datetime

import duckdb

from chitrail.clock import business_date
from pipelines.forecasting.plan import Plan, plan_outlet
from pipelines.forecasting.reorder import Ingredient
from warehouse.refresh import transaction

FORECAST, REORDER = "forecast_ingredient_daily", "mart_reorder"


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


def _plan(connection: duckdb.DuckDBPyConnection, outlet_id: str, today: date) -> Plan:
    demand = connection.execute(
        """SELECT business_date, ingredient_id::VARCHAR AS ingredient_id, quantity::DOUBLE AS quantity
           FROM mart_ingredient_demand WHERE outlet_id = ?""",
        [outlet_id],
    ).df()
    open_days = connection.execute(
        "SELECT business_date FROM mart_daily_sales WHERE outlet_id = ? ORDER BY 1", [outlet_id]
    ).fetchall()
    ingredients = connection.execute(
        """SELECT ingredient_id::VARCHAR, ingredient_code, ingredient_name, unit, supplier, on_hand,
                  reorder_level, pack_size, lead_time_days
           FROM dim_ingredient WHERE outlet_id = ? ORDER BY ingredient_code""",
        [outlet_id],
    ).fetchall()
    return plan_outlet(
        outlet_id,
        demand,
        [row[0] for row in open_days],
        [Ingredient(*r) for r in ingredients],
        today,
    )


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]
) -> None:
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
