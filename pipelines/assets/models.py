"""One asset for each SQL file that DuckDB computes; its lineage is what DuckDB's parser finds in the SQL."""

from datetime import date

import dagster as dg

from pipelines.assets.description import specification
from pipelines.assets.raw import RETRY
from pipelines.partitions import BUSINESS_DAYS
from pipelines.workshop import POOL, RESOURCE, workshop_of
from warehouse.catalog import catalog
from warehouse.model import Model, Refresh
from warehouse.refresh import refresh


def model_asset(model: Model) -> dg.AssetsDefinition:
    """The asset that brings one model up to date; models by days are partitioned by business day."""
    by_days = model.refresh is Refresh.DAYS
    deps = [dg.AssetKey(name) for name in sorted(catalog().upstream[model.name])]

    @dg.multi_asset(
        name=model.name,
        specs=[specification(model, deps, BUSINESS_DAYS if by_days else None)],
        required_resource_keys={RESOURCE},
        pool=POOL,
        retry_policy=RETRY,
        backfill_policy=dg.BackfillPolicy.single_run() if by_days else None,
    )
    def compute(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        days = [date.fromisoformat(key) for key in context.partition_keys] if by_days else []
        with workshop_of(context).open() as connection:
            computed = refresh(connection, catalog(), model.name, days)
            rows = connection.execute(f"SELECT count(*) FROM {model.name}").fetchall()  # noqa: S608
        metadata: dict[str, str | int] = {"dagster/row_count": int(rows[0][0])}
        if by_days:
            metadata["outlet days computed"] = computed
        return dg.MaterializeResult(metadata=metadata)

    return compute


MODEL_ASSETS = [model_asset(model) for model in catalog().computed]
