"""Questions to the warehouse about ingredient demand."""

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from dashboards.demand.models import Use
from dashboards.snapshot import fetch

HISTORY_DAYS = 56

_USES = """
WITH newest AS (
    SELECT max(business_date) AS business_date FROM mart_ingredient_demand WHERE outlet_id = $outlet
),
used AS (
    SELECT
        d.ingredient_id,
        d.ingredient_code,
        d.ingredient_name,
        d.unit,
        coalesce(sum(d.quantity) FILTER (d.business_date > newest.business_date - 7), 0) AS last_week,
        sum(d.quantity) AS last_four_weeks,
        coalesce(sum(d.quantity * d.assumed_share) / nullif(sum(d.quantity), 0), 0) AS assumed_share
    FROM mart_ingredient_demand AS d, newest
    WHERE d.outlet_id = $outlet AND d.business_date > newest.business_date - 28
    GROUP BY ALL
),
expected AS (
    SELECT f.ingredient_id, sum(f.quantity) AS next_week
    FROM forecast_ingredient_daily AS f, newest
    WHERE f.outlet_id = $outlet
        AND f.forecast_date > newest.business_date AND f.forecast_date <= newest.business_date + 7
    GROUP BY ALL
)
SELECT
    used.ingredient_code,
    used.ingredient_name,
    used.unit,
    CAST(used.last_week AS DECIMAL(18, 3)),
    CAST(used.last_four_weeks AS DECIMAL(18, 3)),
    CAST(used.assumed_share AS DOUBLE),
    CAST(expected.next_week AS DECIMAL(18, 3))
FROM used LEFT JOIN expected USING (ingredient_id)
ORDER BY used.ingredient_name, used.ingredient_code
"""
_HISTORY = """
SELECT business_date AS day, CAST(quantity AS DOUBLE) AS quantity
FROM mart_ingredient_demand
WHERE outlet_id = $outlet AND ingredient_code = $code AND business_date > (
    SELECT max(business_date) - CAST($days AS INTEGER) FROM mart_ingredient_demand WHERE outlet_id = $outlet
)
ORDER BY day
"""
_FORECAST = """
SELECT f.forecast_date AS day, CAST(f.quantity AS DOUBLE) AS quantity, f.method
FROM forecast_ingredient_daily AS f
WHERE f.outlet_id = $outlet AND f.ingredient_id IN (
    SELECT ingredient_id FROM mart_ingredient_demand WHERE outlet_id = $outlet AND ingredient_code = $code
)
ORDER BY day
"""


def uses(connection: DuckDBPyConnection, outlet_id: str) -> list[Use]:
    """Every ingredient used in the last four weeks, by name."""
    return fetch(connection, Use, _USES, {"outlet": outlet_id})


def history(connection: DuckDBPyConnection, outlet_id: str, code: str) -> DataFrame:
    """Daily use of one ingredient (`day`, `quantity`) over the last eight weeks."""
    parameters = {"outlet": outlet_id, "code": code, "days": HISTORY_DAYS}
    return connection.execute(_HISTORY, parameters).df()


def forecast(connection: DuckDBPyConnection, outlet_id: str, code: str) -> DataFrame:
    """Expected daily use of one ingredient (`day`, `quantity`, `method`)."""
    return connection.execute(_FORECAST, {"outlet": outlet_id, "code": code}).df()
