"""The Dagster code location: `dagster dev -m pipelines.definitions`."""

import dagster as dg

from pipelines.assets.drafts import purchase_drafts
from pipelines.assets.forecast import forecasts_hold, reorder_forecast
from pipelines.assets.models import MODEL_ASSETS
from pipelines.assets.raw import SOURCES, extract
from pipelines.assets.reports import owner_reports
from pipelines.assets.settlements import nothing_open
from pipelines.assets.snapshot import expectations, published_snapshot, staged_snapshot
from pipelines.schedules import (
    after_cutover,
    drafts_after_cutover,
    drafts_job,
    hourly,
    reports_job,
    reports_when_closed,
    warehouse_job,
)
from pipelines.workshop import RESOURCE, workshop

defs = dg.Definitions(
    assets=[
        *SOURCES,
        extract,
        *MODEL_ASSETS,
        reorder_forecast,
        staged_snapshot,
        published_snapshot,
        purchase_drafts,
        owner_reports,
    ],
    asset_checks=[expectations, nothing_open, forecasts_hold],
    jobs=[warehouse_job, drafts_job, reports_job],
    schedules=[after_cutover, drafts_after_cutover, hourly, reports_when_closed],
    resources={RESOURCE: workshop},
    executor=dg.in_process_executor,
)
