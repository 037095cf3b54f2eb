from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail.clock import business_date

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (
            "2026-11-23T21:00:00+00:00",
            date(2026, 11, 23),
        ),  # 02:30 in Bengaluru: still last night's trade
        ("2026-11-23T22:29:59+00:00", date(2026, 11, 23)),
        (
            "2026-11-23T22:30:00+00:00",
            date(2026, 11, 24),
        ),  # 04:00: the cut-over itself opens the day
        ("2026-03-31T18:29:59+00:00", date(2026, 3, 31)),
    ],
)
def test_the_day_turns_at_the_cutover_hour_of_the_outlet(instant, expected):
    assert business_date(datetime.fromisoformat(instant), "Asia/Kolkata", 4) == expected


@given(
    INSTANTS,
    st.integers(0, 12),
    st.sampled_from(["Asia/Kolkata", "Europe/London", "America/New_York"]),
)
def test_a_business_day_is_the_local_date_or_the_one_before(instant, cutover, zone):
    from zoneinfo import ZoneInfo

    local = instant.astimezone(ZoneInfo(zone)).date()
    assert business_date(instant, zone, cutover) in (local, local - timedelta(days=1))


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        business_date(datetime(2026, 1, 1), "Asia/Kolkata", 4)  # noqa: DTZ001
