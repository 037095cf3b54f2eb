"""Questions to the warehouse about payments."""

from datetime import date

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from dashboards.payments.models import Day, MethodDay, total_of
from dashboards.snapshot import fetch

TREND_DAYS = 30

_METHODS = """
SELECT payment_method, payment_count, failed_count, gross, refunds, net, average, failure_rate, share
FROM mart_daily_payment_method
WHERE outlet_id = ? AND business_date = ?
ORDER BY gross DESC, payment_method
"""
_NEIGHBOURS = """
SELECT
    max(business_date) FILTER (business_date < $day),
    min(business_date) FILTER (business_date > $day)
FROM mart_daily_payment_method
WHERE outlet_id = $outlet
"""
_TREND = """
SELECT business_date, payment_method, net, payment_count, failed_count, failure_rate
FROM mart_daily_payment_method
WHERE outlet_id = ? AND business_date BETWEEN CAST(? AS DATE) - CAST(? AS INTEGER) AND ?
ORDER BY business_date, payment_method
"""


def latest_day(connection: DuckDBPyConnection, outlet_id: str) -> date | None:
    """The last business day with payments."""
    query = "SELECT max(business_date) FROM mart_daily_payment_method WHERE outlet_id = ?"
    found = connection.execute(query, [outlet_id]).fetchone()
    return found[0] if found else None


def one_day(connection: DuckDBPyConnection, outlet_id: str, day: date) -> Day:
    """Payments of a business day by method."""
    methods = fetch(connection, MethodDay, _METHODS, [outlet_id, day])
    found = connection.execute(_NEIGHBOURS, {"day": day, "outlet": outlet_id}).fetchone()
    previous, following = found or (None, None)
    return Day(day, previous, following, methods, total_of(methods))


def trend(connection: DuckDBPyConnection, outlet_id: str, day: date) -> DataFrame:
    """Net, counts and failure rate by day and method over the 30 days that end with `day`."""
    return connection.execute(_TREND, [outlet_id, day, TREND_DAYS - 1, day]).df()
