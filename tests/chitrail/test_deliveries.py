"""When a supplier comes: the model counts days one by one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail.reordering.deliveries import next_delivery

INDIA = "Asia/Kolkata"


@pytest.mark.parametrize(
    ("at", "lead", "weekdays", "cutoff", "comes"),
    [
        ("2026-11-23T06:00", 1, [], "", "2026-11-24"),  # a Monday, 11:30 in India
        ("2026-11-23T06:00", 1, [], "11:30", "2026-11-24"),
        ("2026-11-23T06:01", 1, [], "11:30", "2026-11-25"),
        ("2026-11-23T19:00", 1, [], "", "2026-11-25"),  # past midnight in India
        ("2026-11-23T06:00", 1, [1, 3], "", "2026-11-25"),
        ("2026-11-23T06:00", 1, [1], "", "2026-11-30"),
        ("2026-11-23T06:00", 0, [1], "", "2026-11-23"),
        ("2026-11-23T06:00", 0, [1], "08:00", "2026-11-30"),
    ],
)
def test_a_supplier_comes_on_the_first_of_their_days(at, lead, weekdays, cutoff, comes):
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert str(next_delivery(instant, INDIA, lead, weekdays, cutoff)) == comes


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 60),
    st.sets(st.integers(1, 7)),
)
def test_no_day_between_would_have_done(instant, lead, weekdays):
    day = next_delivery(instant, INDIA, lead, weekdays, "")
    first = instant.astimezone(ZoneInfo(INDIA)).date() + timedelta(days=lead)
    assert first <= day < first + timedelta(days=7)
    assert not weekdays or day.isoweekday() in weekdays
    passed = [first + timedelta(days=n) for n in range((day - first).days)]
    assert not any(one.isoweekday() in weekdays for one in passed)
