"""What was known on a day is what was published then, and costs only what changed."""

from datetime import date, timedelta

import pytest

from chitrail.errors import NotFound
from tests.warehouse.snapshots import days, evening, open_files, publish_at, put_sales
from warehouse.connection import read_only
from warehouse.history import as_known_on, known_days, remember

FIRST = date(2026, 11, 1)


def gross_of(path) -> dict[date, str]:
    with read_only(path) as snapshot:
        rows = snapshot.execute("SELECT business_date, gross FROM mart_daily_sales").fetchall()
    return {day: str(gross) for day, gross in rows}


def live(files, states: dict[date, dict[date, str]], *, keep_days: int = 400) -> None:
    """Publish each day's state in the evening; before the next, the last is remembered."""
    for day, sales in states.items():
        if files.snapshot.exists():
            remember(files, keep_days=keep_days)
        put_sales(files, sales)
        publish_at(files, evening(day))


@pytest.fixture
def states():
    """Every day adds a day, and takes a rupee off the first: a refund of long ago."""
    return {
        today: {day: f"{1000 - number * (day == FIRST)}.25" for day in days(FIRST, number + 1)}
        for number, today in enumerate(days(FIRST, 5))
    }


def test_each_day_is_answered_as_it_was_known_then(tmp_path, states):
    files = open_files(tmp_path)
    live(files, states)
    for number, (day, sales) in enumerate(states.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = as_known_on(files, day, folder)
        assert gross_of(path) == sales
        assert (path == files.snapshot) == (day == max(states))
    (tmp_path / "later").mkdir()
    assert as_known_on(files, FIRST + timedelta(days=300), tmp_path / "later") == files.snapshot


def test_a_day_without_a_publication_is_answered_by_the_last_before(tmp_path, states):
    files = open_files(tmp_path)
    quiet = FIRST + timedelta(days=2)
    live(files, {day: sales for day, sales in states.items() if day != quiet})
    assert gross_of(as_known_on(files, quiet, tmp_path)) == states[quiet - timedelta(days=1)]


def test_days_that_agree_share_their_files(tmp_path):
    files = open_files(tmp_path)
    sales = dict.fromkeys(days(date(2025, 1, 1), 600), "10.00")
    live(files, dict.fromkeys(days(date(2026, 8, 24), 3), sales))
    pieces = sorted((files.history / "pieces").glob("mart_daily_sales.*"))
    recent = [piece for piece in pieces if len(piece.name.split(".")[1]) == len("2026-11-01")]
    assert len(known_days(files)) == 2
    assert len(recent) < 63 < len(pieces) < 90, "months for what is long past, shared by all days"
    assert gross_of(as_known_on(files, date(2026, 8, 24), tmp_path)) == sales


def test_what_is_too_old_is_forgotten_with_its_files(tmp_path, states):
    files = open_files(tmp_path)
    live(files, states, keep_days=2)
    assert known_days(files) == days(FIRST + timedelta(days=1), 3)
    before = len(list((files.history / "pieces").iterdir()))
    (files.history / "pieces" / "left-by-a-killed-run.parquet").touch()
    remember(files, keep_days=1)
    assert known_days(files) == days(FIRST + timedelta(days=3), 2)
    assert len(list((files.history / "pieces").iterdir())) <= before + 2
    with pytest.raises(NotFound, match="the oldest day kept is 2026-11-04"):
        as_known_on(files, FIRST, tmp_path)
