"""Staging a copy, checking it, publishing it: what fails a check is never seen by a reader."""

from collections.abc import Iterator

import dagster as dg

from chitrail.clock import now
from pipelines.quality.suites import SUITES
from pipelines.workshop import POOL, RESOURCE, workshop_of
from warehouse.catalog import catalog
from warehouse.history import calendar_day, day_of, remember
from warehouse.model import Refresh
from warehouse.publish import (
    CheckRow,
    publish,
    publish_refusal,
    record_checks,
    recorded_checks,
    stage,
)

STAGED, PUBLISHED = "staged_snapshot", "published_snapshot"
_TABLES = [
    model.name
    for model in catalog().models
    if model.folder == "marts" and model.refresh is not Refresh.EXTRACT
]


@dg.asset(
    name=STAGED,
    deps=[dg.AssetKey(name) for name in _TABLES],
    group_name="publishing",
    kinds={"duckdb"},
    required_resource_keys={RESOURCE},
    pool=POOL,
    description="A copy of the build, to be checked before anybody reads it.",
)
def staged_snapshot(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Copy the build file."""
    files = workshop_of(context).files
    stage(files)
    return dg.MaterializeResult(metadata={"bytes": files.staged.stat().st_size})


@dg.multi_asset_check(
    name="expectations",
    specs=[
        dg.AssetCheckSpec(
            suite,
            asset=STAGED,
            blocking=True,
            description=f"{len(expectations)} expectations; failing any of them stops publishing.",
        )
        for suite, expectations in SUITES.items()
    ],
    required_resource_keys={RESOURCE},
    pool=POOL,
)
def expectations(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Ask everything of the staged copy, opened read-only, and record what was found."""
    from pipelines.quality.validation import checker

    workshop = workshop_of(context)
    with checker(workshop.files.staged) as opened:
        found = {suite: opened.check(suite, asked, now()) for suite, asked in SUITES.items()}
    rows = [row for suite in found.values() for row in suite]
    with workshop.open() as connection:
        record_checks(connection, rows)
    if not all(row[4] for row in rows):
        publish_refusal(workshop.files, rows)
    for suite, results in found.items():
        yield _result(suite, results)


@dg.asset(
    name=PUBLISHED,
    deps=[STAGED],
    group_name="publishing",
    kinds={"duckdb"},
    required_resource_keys={RESOURCE},
    pool=POOL,
    description="The snapshot that dashboards and analysts read.",
)
def published_snapshot(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Swap the checked copy in; the last one of an earlier day is remembered as what was known then."""
    workshop = workshop_of(context)
    with workshop.open() as connection:
        checks = recorded_checks(connection)
    settings, at = workshop.settings, now()
    if workshop.files.snapshot.exists() and day_of(workshop.files) < calendar_day(at):
        remember(workshop.files, keep_days=settings.keep_history_days)
    publish(
        workshop.files,
        published_at=at,
        build_seconds=workshop.seconds,
        checks=checks,
        keep=settings.keep_snapshots,
    )
    return dg.MaterializeResult(
        metadata={
            "path": str(workshop.files.snapshot),
            "bytes": workshop.files.snapshot.stat().st_size,
            "expectations met": len(checks),
        }
    )


def _result(suite: str, rows: list[CheckRow]) -> dg.AssetCheckResult:
    failed = [f"{row[2]} {row[3]} {row[1]}: {row[5]}" for row in rows if not row[4]]
    return dg.AssetCheckResult(
        check_name=suite,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"expectations": len(rows), "failed": failed},
    )
