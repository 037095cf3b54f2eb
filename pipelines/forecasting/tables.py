"""Forecasting inside the warehouse: read sales and supply, write the planning tables."""

from datetime import date, datetime

import duckdb
import pandas as pd

from chitrail.clock import business_date
from pipelines.forecasting.accuracy import ACCURACY, keep
from pipelines.forecasting.dishes import Outlet, dishes_of
from pipelines.forecasting.plan import Plan, plan_outlet
from warehouse.refresh import transaction
from warehouse.supplies import supplies

ITEMS, INGREDIENTS, REORDER = "forecast_item_daily", "forecast_ingredient_daily", "mart_reorder"
OUTLOOK = "reorder_outlook"
TABLES = (ITEMS, INGREDIENTS, REORDER, OUTLOOK, ACCURACY)


def write_plans(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> dict[str, int]:
    """Plan every outlet as of `now` and replace its tables; rows written by table.

    What was forecast before stays in `forecast_accuracy_daily`.
    """
    outlets = connection.execute(
        "SELECT outlet_id, zone, cutover_hour FROM dim_outlet ORDER BY outlet_id"
    ).fetchall()
    written = dict.fromkeys(TABLES, 0)
    with transaction(connection):
        for table in (ITEMS, INGREDIENTS, REORDER, OUTLOOK):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for outlet_id, zone, cutover_hour in outlets:
            today = business_date(now, zone, cutover_hour)
            outlet = Outlet(outlet_id, zone, cutover_hour)
            plan = _plan(connection, outlet, today, now)
            told = ((ITEMS, plan.items), (INGREDIENTS, plan.ingredients), (REORDER, plan.reorder))
            for table, rows in told:
                _insert(connection, table, rows)
                written[table] += len(rows)
            if not plan.outlooks.empty:
                plan.outlooks.insert(0, "outlet_id", outlet_id)
                written[OUTLOOK] += _insert_frame(connection, OUTLOOK, plan.outlooks)
            written[ACCURACY] += keep(connection, outlet_id, today)
    return written


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
        _insert_frame(connection, table, pd.DataFrame(rows))


def _insert_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> int:
    connection.register("written", frame)
    connection.execute(f"INSERT INTO {table} SELECT * FROM written")  # noqa: S608
    connection.unregister("written")
    return len(frame)
