"""The reorder forecast: two tables of one computation."""

from collections.abc import Iterator

import dagster as dg

from chitrail.clock import now
from pipelines.assets.description import specification
from pipelines.assets.raw import RETRY
from pipelines.workshop import POOL, RESOURCE, workshop_of
from warehouse.catalog import catalog

FORECAST, REORDER = "forecast_ingredient_daily", "mart_reorder"
_READS = [
    "mart_ingredient_demand",
    "mart_daily_sales",
    "mart_supply",
    "raw_stock_lots",
    "dim_outlet",
]


@dg.multi_asset(
    name="reorder_forecast",
    specs=[
        specification(catalog()[name], [dg.AssetKey(read) for read in _READS])
        for name in (FORECAST, REORDER)
    ],
    required_resource_keys={RESOURCE},
    pool=POOL,
    retry_policy=RETRY,
    description="Expected use of every ingredient, and what to order of it.",
)
def reorder_forecast(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Plan every outlet as of now."""
    from pipelines.forecasting.tables import write_plans

    with workshop_of(context).open() as connection:
        written = write_plans(connection, now=now())
    for name, rows in written.items():
        yield dg.MaterializeResult(asset_key=name, metadata={"dagster/row_count": rows})
