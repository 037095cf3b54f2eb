"""Publishing: copy the build, check the copy, swap it in; readers never wait and never see half."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from chitrail import crashpoints
from chitrail.errors import Conflict
from warehouse.connection import build
from warehouse.files import Files

KEEP = 3
"""Earlier snapshots kept for going back, unless CHITRAIL_KEEP_SNAPSHOTS says otherwise."""

CheckRow = tuple[str, str, str, str, bool, str, datetime]
"""suite, expectation, table_name, column_name, success, observed, checked_at."""


def stage(files: Files) -> None:
    """Copy the build, closed and checkpointed, to the staged file."""
    with build(files.build) as connection:
        connection.execute("CHECKPOINT")
    files.staged.unlink(missing_ok=True)
    shutil.copyfile(files.build, files.staged)


def publish(
    files: Files,
    *,
    published_at: datetime,
    build_seconds: float,
    checks: list[CheckRow],
    keep: int = KEEP,
) -> None:
    """Make the staged data the snapshot, with the results of its checks in it.

    Raises Conflict unless every result is good and was found after the copy was staged: nothing that was not
    checked as it is now can be published.
    """
    _demand_checked(files, checks)
    ready = _copy(files.staged, files)
    with build(ready) as connection:
        record_checks(connection, checks)
        horizon = connection.execute("SELECT horizon FROM meta_watermark").fetchall()[0][0]
        row = (published_at, horizon, round(build_seconds, 3))
        _replace_rows(connection, "meta_publication", [row])
    _keep_current(files, keep)
    _swap(ready, files.snapshot)
    files.staged.unlink()


def publish_refusal(files: Files, checks: list[CheckRow]) -> None:
    """Leave the last good data published, but show in it which checks refused the newer build."""
    files.staged.unlink(missing_ok=True)
    if files.snapshot.exists():
        ready = _copy(files.snapshot, files)
        with build(ready) as connection:
            record_checks(connection, checks)
        _swap(ready, files.snapshot)


def kept_snapshots(files: Files) -> list[Path]:
    """Earlier snapshots, oldest first."""
    return sorted(files.kept.glob("*.duckdb"))


def _demand_checked(files: Files, checks: list[CheckRow]) -> None:
    if not files.staged.exists():
        raise Conflict("there is no staged copy to publish")
    if not checks or not all(row[4] for row in checks):
        raise Conflict("the staged copy has failed its checks or was not checked")
    staged_at = datetime.fromtimestamp(files.staged.stat().st_mtime, tz=UTC)
    if min(row[6] for row in checks) < staged_at:
        raise Conflict("the checks are older than the staged copy")


def _copy(source: Path, files: Files) -> Path:
    shutil.copyfile(source, files.ready)
    return files.ready


def _swap(ready: Path, snapshot: Path) -> None:
    _sync(ready)
    crashpoints.reach("warehouse.before_rename")
    ready.replace(snapshot)
    _sync(snapshot.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_current(files: Files, keep: int) -> None:
    if files.snapshot.exists():
        files.kept.mkdir(exist_ok=True)
        changed = datetime.fromtimestamp(files.snapshot.stat().st_mtime).astimezone()
        kept = files.kept / f"{changed:%Y%m%dT%H%M%S.%f}.duckdb"
        kept.unlink(missing_ok=True)
        os.link(files.snapshot, kept)
    for old in kept_snapshots(files)[:-keep]:
        old.unlink()


def record_checks(connection: duckdb.DuckDBPyConnection, checks: list[CheckRow]) -> None:
    """Replace the results of the last checks."""
    _replace_rows(connection, "meta_check_result", checks)


def recorded_checks(connection: duckdb.DuckDBPyConnection) -> list[CheckRow]:
    """The results of the last checks."""
    return connection.execute("FROM meta_check_result").fetchall()


def _replace_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Any]) -> None:
    connection.execute("BEGIN")
    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - table names are ours
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT")
