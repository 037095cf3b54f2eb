"""When the watchdog calls a worker still."""

from streams.watchdog import Stillness


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
