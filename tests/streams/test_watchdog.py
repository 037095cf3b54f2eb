"""When the watchdog calls a worker still."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from faust.types import TP

from streams.agents.loop import EXIT_GIVE_UP
from streams.watchdog import Stillness, of_events
from tests.support.kitchen import Kitchen, message, produce, wrapped
from tests.support.processes import Program
from tests.support.settings import environment

Connect = Callable[[], psycopg.Connection]


def test_only_lag_without_progress_counts_as_standing_still() -> None:
    still = Stillness()
    assert still.longest({"a": 5}, {"a": 5}, at=0) == 0
    assert still.longest({"a": 5}, {"a": 9}, at=10) == 0
    assert still.longest({"a": 5}, {"a": 12}, at=40) == 30
    assert still.longest({"a": 6}, {"a": 12}, at=50) == 0
    assert still.longest({"a": 6}, {"a": 12}, at=75) == 25
    assert still.longest({"a": 12}, {"a": 12}, at=80) == 0


def test_each_partition_is_judged_by_itself() -> None:
    still = Stillness()
    for at in (0, 30, 60):
        longest = still.longest({"busy": at, "stuck": None}, {"busy": 999, "stuck": 1}, at=at)
    assert longest == 60
    assert still.longest({"busy": 90}, {"busy": 999}, at=90) == 0


def test_a_changelog_does_not_stand_still() -> None:
    ours, changelog = TP("order.placed", 0), TP("figures-sold-changelog", 0)
    assert of_events({ours, changelog}, {"order.placed"}) == [ours]


def test_worker_that_stands_still_ends_itself(
    connect: Connect, database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> None:
    kitchen = Kitchen(connect())
    order_id = kitchen.order()
    env = environment(database_url, tmp_path, kafka_bootstrap=kafka_bootstrap)
    with Program(["tests.streams.stuck_worker"], env, tmp_path / "stuck.log") as worker:
        worker.wait_for_line("streams ready")
        produce(kafka_bootstrap, [message(wrapped(kitchen.completed(order_id, []), order_id))])
        worker.wait_for_line("stuck")
        assert worker.process
        assert worker.process.wait(30) == EXIT_GIVE_UP
    assert "nothing moves" in worker.output()
