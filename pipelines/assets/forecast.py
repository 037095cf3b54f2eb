"""The forecasts: tables of one computation, and a warning when they are not as good as they say."""

from collections.abc import Iterator

import dagster as dg

from chitrail.clock import now
from pipelines.assets.description import specification
from pipelines.assets.raw import RETRY
from pipelines.workshop import POOL, RESOURCE, workshop_of
from warehouse.catalog import catalog

TABLES = (
    "forecast_item_daily",
    "forecast_ingredient_daily",
    "mart_reorder",
    "reorder_outlook",
    "forecast_accuracy_daily",
)
_READS = [
    "fct_order",
    "fct_order_line",
    "raw_item_outages",
    "raw_recipes",
    "stg_recipe_line",
    "stg_line_ingredient",
    "mart_ingredient_demand",
    "dim_item",
    "mart_daily_sales",
    "mart_supply",
    "raw_stock_lots",
    "dim_outlet",
]


@dg.multi_asset(
    name="reorder_forecast",
    specs=[
        specification(catalog()[name], [dg.AssetKey(read) for read in _READS]) for name in TABLES
    ],
    required_resource_keys={RESOURCE},
    pool=POOL,
    retry_policy=RETRY,
    description="Expected sales of every item, use of every ingredient, and what to order of it.",
)
def reorder_forecast(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Plan every outlet as of now."""
    from pipelines.forecasting.tables import write_plans

    with workshop_of(context).open() as connection:
        written = write_plans(connection, now=now())
    for name, rows in written.items():
        yield dg.MaterializeResult(asset_key=name, metadata={"dagster/row_count": rows})


RECENT_DAYS, BEFORE_DAYS, AHEAD_DAYS, LEAST = 28, 90, 7, 100
LOWEST, HIGHEST, WORSE = 0.80, 0.98, 1.3
"""Bounds meant for 90 of 100 days should hold in 80 to 98, and errors not grow by a third."""

_DRIFT = """
WITH told AS (
    SELECT *, max(forecast_date) OVER () - forecast_date < $recent AS is_recent
    FROM mart_forecast_accuracy WHERE kind = 'item' AND days_ahead BETWEEN 0 AND $ahead
),
found AS (
    SELECT outlet_id,
        sum(series) FILTER (is_recent) AS count,
        sum(coverage * series) FILTER (is_recent) / sum(series) FILTER (is_recent) AS coverage,
        avg(wape) FILTER (is_recent) AS error,
        avg(wape) FILTER (NOT is_recent) AS before
    FROM told WHERE forecast_date > (SELECT max(forecast_date) FROM told) - $before
    GROUP BY outlet_id
)
SELECT outlet_id, round(coverage, 3), round(error, 3), round(before, 3) FROM found
WHERE count >= $least AND (coverage NOT BETWEEN $lowest AND $highest OR error > before * $worse)
ORDER BY outlet_id
"""


@dg.asset_check(
    asset="forecast_accuracy_daily",
    name="forecasts_hold",
    additional_deps=["mart_forecast_accuracy"],
    blocking=False,
    required_resource_keys={RESOURCE},
    pool=POOL,
    description="The bounds hold as often as they say, and errors do not grow.",
)
def forecasts_hold(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Warn, by outlet: coverage, error of the last four weeks, error before; nothing is stopped."""
    given = {"recent": RECENT_DAYS, "before": BEFORE_DAYS, "ahead": AHEAD_DAYS, "least": LEAST}
    limits = {"lowest": LOWEST, "highest": HIGHEST, "worse": WORSE}
    with workshop_of(context).open() as connection:
        rows = connection.execute(_DRIFT, {**given, **limits}).fetchall()
    found = {
        outlet: {
            "coverage": float(coverage),
            "error": float(error),
            "error before": None if before is None else float(before),
        }
        for outlet, coverage, error, before in rows
    }
    return dg.AssetCheckResult(
        passed=not found, severity=dg.AssetCheckSeverity.WARN, metadata={"drifted": found}
    )
