"""Publishing: readers always find one whole snapshot, and nothing unchecked is published."""

import multiprocessing
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from chitrail.errors import Conflict, Unavailable
from warehouse.catalog import catalog
from warehouse.connection import build, read_only
from warehouse.files import Files
from warehouse.lock import writer_lock
from warehouse.publish import KEEP, kept_snapshots, publish, publish_refusal, stage
from warehouse.tables import create_missing


@pytest.fixture
def files(tmp_path):
    files = Files(tmp_path / "warehouse" / "chitrail.duckdb")
    with build(files.build) as connection:
        create_missing(connection, catalog())
        connection.execute("INSERT INTO meta_watermark VALUES ('s', 'd', 41, now())")
    return files


def put_mark(files: Files, mark: int) -> None:
    """The same number in two tables: a reader that sees two numbers saw half a publication."""
    with build(files.build) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE meta_watermark SET horizon = ?", [mark])
        connection.execute("DELETE FROM meta_model")
        connection.execute("INSERT INTO meta_model VALUES ('mark', ?)", [str(mark)])
        connection.execute("COMMIT")


def checks(*, success: bool = True, at: datetime | None = None):
    return [("facts", "are well", "fct_order", "", success, "1", at or datetime.now(UTC))]


def put_out(files: Files, mark: int) -> None:
    put_mark(files, mark)
    stage(files)
    publish(files, published_at=datetime.now(UTC), build_seconds=1.5, checks=checks())


def test_a_published_snapshot_tells_its_horizon_and_checks(files):
    put_out(files, 42)
    with read_only(files.snapshot) as snapshot:
        assert snapshot.execute(
            "SELECT horizon, build_seconds FROM meta_publication"
        ).fetchall() == [(42, 1.5)]
        assert snapshot.execute("SELECT success FROM meta_check_result").fetchall() == [(True,)]
    assert not files.staged.exists()
    assert not files.ready.exists()


def test_readers_in_threads_and_processes_never_fail_nor_see_half(files):
    put_out(files, 0)
    stop, seen, failures = threading.Event(), set[int](), list[Exception]()

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add(_read_mark(files))
            except Exception as error:  # noqa: BLE001 - collected and asserted below
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        other = pool.apply_async(_read_many, (files, 30))
        for thread in threads:
            thread.start()
        for mark in range(1, 7):
            put_out(files, mark)
        stop.set()
        for thread in threads:
            thread.join()
        assert other.get(60) > 0
    assert failures == []
    assert len(seen) > 2, "the same process sees new snapshots while others are open"
    assert _read_mark(files) == 6


def _read_mark(files: Files) -> int:
    with read_only(files.snapshot) as snapshot:
        horizon = snapshot.execute("SELECT horizon FROM meta_watermark").fetchall()[0][0]
        (mark,) = snapshot.execute("SELECT fingerprint FROM meta_model").fetchall()[0]
        published = snapshot.execute("SELECT horizon FROM meta_publication").fetchall()[0][0]
    assert int(mark) == horizon == published
    return int(horizon)


def _read_many(files: Files, times: int) -> int:
    return sum(_read_mark(files) >= 0 for _ in range(times))


def test_the_last_snapshots_are_kept(files):
    for mark in range(KEEP + 3):
        put_out(files, mark)
    kept = kept_snapshots(files)
    assert [_read_mark(Files(path)) for path in kept] == [2, 3, 4]


@pytest.mark.parametrize(
    ("results", "complaint"),
    [
        ([], "was not checked"),
        (checks(success=False), "failed its checks"),
        (checks(at=datetime.now(UTC) - timedelta(hours=1)), "older than the staged copy"),
    ],
    ids=["none", "failed", "stale"],
)
def test_nothing_unchecked_is_published(files, results, complaint):
    put_out(files, 1)
    put_mark(files, 2)
    stage(files)
    with pytest.raises(Conflict, match=complaint):
        publish(files, published_at=datetime.now(UTC), build_seconds=1, checks=results)
    assert _read_mark(files) == 1


def test_a_refusal_is_shown_in_the_good_data(files):
    put_out(files, 1)
    put_mark(files, 2)
    stage(files)
    publish_refusal(files, checks(success=False))
    assert _read_mark(files) == 1
    with read_only(files.snapshot) as snapshot:
        assert snapshot.execute("SELECT success FROM meta_check_result").fetchall() == [(False,)]
    assert not files.staged.exists()


def test_readers_cannot_write(files):
    put_out(files, 1)
    with read_only(files.snapshot) as snapshot, pytest.raises(Exception, match="read-only"):
        snapshot.execute("DELETE FROM meta_model")


def test_without_a_publication_the_reason_is_told(files):
    with (
        pytest.raises(Unavailable, match="no warehouse has been published"),
        read_only(files.snapshot),
    ):
        pass


def test_a_second_writer_waits_and_then_gives_up(files):
    with (
        writer_lock(files.folder),
        pytest.raises(Unavailable, match="still running"),
        writer_lock(files.folder, wait_seconds=0.2),
    ):
        pass
    with writer_lock(files.folder, wait_seconds=0.2):
        pass


def test_a_killed_writer_frees_the_lock(files):
    pid = os.fork()
    if pid == 0:
        with writer_lock(files.folder):
            os.kill(os.getpid(), 9)
    os.waitpid(pid, 0)
    with writer_lock(files.folder, wait_seconds=0.2):
        pass
