"""Questions to the warehouse about ingredient demand."""

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from dashboards.demand.models import Accuracy, Dish, ExpectedDay, Use
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
SELECT
    f.forecast_date AS day,
    CAST(f.quantity AS DOUBLE) AS quantity,
    CAST(f.low AS DOUBLE) AS low,
    CAST(f.high AS DOUBLE) AS high
FROM forecast_ingredient_daily AS f
WHERE f.outlet_id = $outlet AND f.ingredient_id IN (
    SELECT ingredient_id FROM mart_ingredient_demand WHERE outlet_id = $outlet AND ingredient_code = $code
)
ORDER BY day
"""
_DAYS = """
SELECT f.forecast_date, f.quantity, f.low, f.high, f.why
FROM forecast_ingredient_daily AS f
WHERE f.outlet_id = $outlet AND f.ingredient_id IN (
    SELECT ingredient_id FROM mart_ingredient_demand WHERE outlet_id = $outlet AND ingredient_code = $code
)
ORDER BY f.forecast_date
"""
_DISHES = """
WITH told AS (
    SELECT *, min(forecast_date) OVER () AS first_day FROM forecast_item_daily WHERE outlet_id = $outlet
)
SELECT
    coalesce(any_value(dim_item.item_name), 'Off the menu'),
    coalesce(max(told.quantity) FILTER (told.forecast_date = first_day), 0),
    coalesce(max(told.low) FILTER (told.forecast_date = first_day), 0),
    coalesce(max(told.high) FILTER (told.forecast_date = first_day), 0),
    CAST(sum(told.quantity) FILTER (told.forecast_date < first_day + 7) AS DECIMAL(18, 3)),
    max(told.error),
    coalesce(any_value(told.why) FILTER (told.forecast_date = first_day), '')
FROM told LEFT JOIN dim_item USING (item_id)
GROUP BY told.item_id
HAVING sum(told.quantity) > 0
ORDER BY 5 DESC, 1
"""
_ACCURACY = """
SELECT
    kind,
    CAST(days_ahead // 7 + 1 AS INTEGER) AS week,
    count(DISTINCT forecast_date),
    CAST(avg(wape) AS DOUBLE),
    CAST(avg(bias) AS DOUBLE),
    CAST(sum(coverage * series) / sum(series) AS DOUBLE)
FROM mart_forecast_accuracy
WHERE outlet_id = $outlet AND wape IS NOT NULL AND forecast_date > (
    SELECT max(forecast_date) - 28 FROM mart_forecast_accuracy WHERE outlet_id = $outlet
)
GROUP BY kind, week
ORDER BY kind DESC, week
"""


def uses(connection: DuckDBPyConnection, outlet_id: str) -> list[Use]:
    """Every ingredient used in the last four weeks, by name."""
    return fetch(connection, Use, _USES, {"outlet": outlet_id})


def history(connection: DuckDBPyConnection, outlet_id: str, code: str) -> DataFrame:
    """Daily use of one ingredient (`day`, `quantity`) over the last eight weeks."""
    parameters = {"outlet": outlet_id, "code": code, "days": HISTORY_DAYS}
    return connection.execute(_HISTORY, parameters).df()


def forecast(connection: DuckDBPyConnection, outlet_id: str, code: str) -> DataFrame:
    """Expected daily use of one ingredient (`day`, `quantity`, `low`, `high`)."""
    return connection.execute(_FORECAST, {"outlet": outlet_id, "code": code}).df()


def expected_days(connection: DuckDBPyConnection, outlet_id: str, code: str) -> list[ExpectedDay]:
    """The days ahead of one ingredient, with their reasons."""
    return fetch(connection, ExpectedDay, _DAYS, {"outlet": outlet_id, "code": code})


def dishes(connection: DuckDBPyConnection, outlet_id: str) -> list[Dish]:
    """Items expected to be sold, most of the next week first."""
    return fetch(connection, Dish, _DISHES, {"outlet": outlet_id})


def accuracy(connection: DuckDBPyConnection, outlet_id: str) -> list[Accuracy]:
    """Items, then ingredients, by how many weeks ahead they were forecast."""
    return fetch(connection, Accuracy, _ACCURACY, {"outlet": outlet_id})
