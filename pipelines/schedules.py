"""When the warehouse is built and ordered by.

Every hour for the day under way, and once when a business day is over; then orders are drafted.
"""

import dagster as dg

from pipelines.assets.drafts import DRAFTS
from pipelines.assets.reports import REPORTS
from pipelines.partitions import CUTOVER_HOUR, ZONE, day_before, day_under_way

warehouse_job = dg.define_asset_job(
    "warehouse",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(DRAFTS, REPORTS),
    executor_def=dg.in_process_executor,
    description="Extract, compute, check and publish. Days touched by late changes are recomputed too.",
)

drafts_job = dg.define_asset_job(
    "nightly_drafts",
    selection=dg.AssetSelection.assets(DRAFTS),
    executor_def=dg.in_process_executor,
    description="Have the API draft purchase orders from the published targets.",
)

reports_job = dg.define_asset_job(
    "reports",
    selection=dg.AssetSelection.assets(REPORTS),
    executor_def=dg.in_process_executor,
    description="Make and send the reports that are due.",
)


@dg.schedule(
    job=reports_job,
    cron_schedule="40 * * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def reports_when_closed(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every hour: outlets close at their own hour in their own zone, and what was sent is not sent again."""
    return dg.RunRequest()


@dg.schedule(
    job=drafts_job,
    cron_schedule=f"0 {CUTOVER_HOUR + 1} * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def drafts_after_cutover(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """An hour after the cut-over: what the night's build says is due."""
    return dg.RunRequest()


@dg.schedule(
    job=warehouse_job,
    cron_schedule=f"30 {CUTOVER_HOUR} * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def after_cutover(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Half an hour after the cut-over: the business day that has just ended."""
    return dg.RunRequest(partition_key=day_before(context.scheduled_execution_time).isoformat())


@dg.schedule(
    job=warehouse_job,
    cron_schedule="5 * * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Five minutes past every hour: the business day under way."""
    return dg.RunRequest(partition_key=day_under_way(context.scheduled_execution_time).isoformat())
