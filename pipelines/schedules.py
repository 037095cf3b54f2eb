"""When the warehouse is built: every hour for the day under way, and once when a business day is over."""

import dagster as dg

from pipelines.partitions import CUTOVER_HOUR, ZONE, day_before, day_under_way

warehouse_job = dg.define_asset_job(
    "warehouse",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Extract, compute, check and publish. Days touched by late changes are recomputed too.",
)


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
