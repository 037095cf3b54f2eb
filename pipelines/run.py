"""One build in this process, without a daemon; its history is in the UI when DAGSTER_HOME is set."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets.raw import FULL_TAG
from pipelines.assets.snapshot import PUBLISHED
from pipelines.definitions import defs

_QUIET = {"loggers": {"console": {"config": {"log_level": "WARNING"}}}}
_NO_TELEMETRY = {"telemetry": {"enabled": False}}


@dataclass
class Report:
    """What a build did."""

    success: bool
    run_id: str
    business_day: str
    seconds: float
    cpu_seconds: float
    snapshot: str = ""
    rows_read: dict[str, int] = field(default_factory=dict)
    horizon: int = 0
    full: str = ""
    days_touched: int = 0
    expectations: int = 0
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def run_build(day: date, *, full: bool = False) -> Report:
    """Extract, compute, check and publish; `day` is recomputed besides every day that changed.

    A failure of any kind is in the report, and the last good snapshot stays published.
    """
    started, cpu = time.monotonic(), time.process_time()
    with _instance() as instance:
        result = defs.resolve_job_def("warehouse").execute_in_process(
            instance=instance,
            partition_key=day.isoformat(),
            run_config=_QUIET,
            tags={FULL_TAG: "true"} if full else {},
            raise_on_error=False,
        )
    report = Report(
        success=result.success,
        run_id=result.run_id,
        business_day=day.isoformat(),
        seconds=round(time.monotonic() - started, 2),
        cpu_seconds=round(time.process_time() - cpu, 2),
    )
    _read_events(result, report)
    return report


@contextmanager
def _instance() -> Iterator[dg.DagsterInstance]:
    if os.environ.get("DAGSTER_HOME"):
        with dg.DagsterInstance.get() as instance:
            yield instance
    else:
        with dg.DagsterInstance.ephemeral(settings=_NO_TELEMETRY) as instance:
            yield instance


def _read_events(result: dg.ExecuteInProcessResult, report: Report) -> None:
    for event in result.all_events:
        if event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            name = event.asset_key.to_user_string() if event.asset_key else ""
            _read_metadata(name, event.materialization.metadata, report)
        elif event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            evaluation = event.asset_check_evaluation_data
            _read_check(evaluation, report)
        elif event.event_type in (
            dg.DagsterEventType.STEP_FAILURE,
            dg.DagsterEventType.RUN_FAILURE,
        ):
            _read_failure(event.event_specific_data, report)


def _read_check(evaluation: Any, report: Report) -> None:
    if evaluation.blocking:
        report.expectations += _number(evaluation.metadata, "expectations")
        failed = evaluation.metadata["failed"].value
        report.failures += [f"expectation failed: {text}" for text in failed]
    elif not evaluation.passed:
        found = {name: entry.value for name, entry in evaluation.metadata.items()}
        report.warnings.append(f"{evaluation.check_name}: {found}")


def _read_failure(data: Any, report: Report) -> None:
    """The innermost cause; failed checks have told theirs already, and a run repeats its step's."""
    error = data.error
    if error is None:
        return
    while error.cause is not None:
        error = error.cause
    text = str(error.message).strip()
    if error.cls_name != "DagsterAssetCheckFailedError" and text not in report.failures:
        report.failures.append(text)


def _read_metadata(name: str, metadata: Any, report: Report) -> None:
    if name.startswith("raw_"):
        report.rows_read[name] = _number(metadata, "dagster/partition_row_count")
        report.horizon = _number(metadata, "horizon")
        report.days_touched = _number(metadata, "business days touched")
        report.full = str(metadata["everything read again because"].value)
    elif name == PUBLISHED:
        report.snapshot = str(Path(metadata["path"].value))


def _number(metadata: Any, name: str) -> int:
    return int(metadata[name].value) if name in metadata else 0
