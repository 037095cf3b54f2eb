"""The raw tables: one step, because all of them must come from one snapshot of PostgreSQL."""

from collections.abc import Iterator

import dagster as dg

from chitrail.clock import now
from pipelines.assets.description import specification
from pipelines.extract.load import Load, load
from pipelines.extract.source import attach
from pipelines.workshop import POOL, RESOURCE, workshop_of
from warehouse.catalog import catalog
from warehouse.model import Model

FULL_TAG = "chitrail/full"
"""Run tag: read everything again when it is "true"."""

RETRY = dg.RetryPolicy(
    max_retries=2, delay=1, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.FULL
)


def source_key(model: Model) -> dg.AssetKey:
    """The table in PostgreSQL that a raw table is read from."""
    return dg.AssetKey(["postgresql", model.source.removeprefix("PostgreSQL ")])


SOURCES = [
    dg.AssetSpec(
        key=source_key(model),
        group_name="postgresql",
        kinds={"postgres"},
        description="A table of the operational database, the source of record.",
    )
    for model in catalog().extracted
]


@dg.multi_asset(
    name="extract",
    specs=[specification(model, [source_key(model)]) for model in catalog().extracted],
    required_resource_keys={RESOURCE},
    pool=POOL,
    retry_policy=RETRY,
    description="Read what changed in PostgreSQL since the last load, in one snapshot, and merge it.",
)
def extract(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Load, then tell what each table received."""
    workshop = workshop_of(context)
    full = context.run.tags.get(FULL_TAG) == "true"
    with workshop.open() as connection:
        attach(connection, workshop.settings.libpq_url)
        done = load(connection, catalog(), now=now(), full=full)
    for model in catalog().extracted:
        yield dg.MaterializeResult(asset_key=model.name, metadata=_metadata(done, model.name))


def _metadata(done: Load, name: str) -> dict[str, str | int]:
    return {
        "dagster/partition_row_count": done.rows[name],
        "horizon": done.horizon,
        "everything read again because": done.why_full or "it was not",
        "business days touched": done.days,
    }
