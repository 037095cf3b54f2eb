"""Hours in which something is offered, against looking at every minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.menu.availability import Offer, availability, next_change
from api.menu.schedules import DAYS, Period, is_on, next_on

ZONE = "Asia/Kolkata"
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo(ZONE))
TIMES = st.times().map(lambda t: t.strftime("%H:%M"))
PERIODS = st.builds(
    Period,
    days=st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True),
    start=TIMES,
    end=TIMES,
)
MOMENTS = st.integers(0, 7 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


def by_hand(period: Period, at: datetime) -> bool:
    """As somebody with a clock on the wall would say it."""
    local = at.astimezone(ZoneInfo(ZONE))
    today, yesterday = DAYS[local.weekday()], DAYS[(local.weekday() - 1) % 7]
    now, start, end = (
        local.time().replace(second=0),
        time.fromisoformat(period.start),
        time.fromisoformat(period.end),
    )
    if start < end:
        return today in period.days and start <= now < end
    return (today in period.days and now >= start) or (yesterday in period.days and now < end)


@given(periods=st.lists(PERIODS, min_size=1, max_size=3), at=MOMENTS)
def test_on_is_what_the_clock_on_the_wall_says(periods, at):
    assert is_on([periods], at, ZONE) == any(by_hand(period, at) for period in periods)


@settings(deadline=None, max_examples=50)
@given(own=st.lists(PERIODS, max_size=2), category=st.lists(PERIODS, max_size=2), at=MOMENTS)
def test_nothing_changes_before_it_is_said_to(own, category, at):
    offer = Offer(False, True, False, None, (own, category), ZONE)
    now, change = availability(offer, at), next_change(offer, at)
    if now.until is not None:
        assert availability(offer, now.until).available
    for minutes in range(0, 8 * 24 * 60, 47):
        later = at + timedelta(minutes=minutes)
        if change is None or later < change:
            assert availability(offer, later).available == now.available
        if not now.available and (now.until is None or later < now.until):
            assert not availability(offer, later).available


def test_without_periods_it_is_always_on():
    assert is_on([[], []], MONDAY, ZONE)


def test_what_never_comes_about_has_no_next_time():
    breakfast = [Period(["MO"], "07:00", "11:00")]
    dinner = [Period(["MO"], "18:00", "22:00")]
    assert next_on([breakfast, dinner], MONDAY, ZONE) is None


def test_hours_follow_the_clocks_when_they_change():
    zone = "Europe/Berlin"
    breakfast = [Period(list(DAYS), "07:00", "11:00")]
    winter = datetime(2026, 10, 25, 6, 30, tzinfo=UTC)  # clocks went back in this night
    assert is_on([breakfast], winter, zone)
    assert not is_on([breakfast], winter - timedelta(days=1, hours=2), zone)


@pytest.mark.parametrize(
    ("retired", "available", "out_of_stock", "snoozed", "because"),
    [
        (True, False, True, True, "RETIRED"),
        (False, False, False, True, "SOLD_OUT"),
        (False, True, True, True, "SOLD_OUT"),
        (False, True, False, True, "SNOOZED"),
        (False, True, False, False, "OUT_OF_SCHEDULE"),
    ],
)
def test_the_reason_that_lasts_longest_is_told(retired, available, out_of_stock, snoozed, because):
    until = MONDAY + timedelta(hours=1) if snoozed else None
    periods = [Period(["TU"], "07:00", "11:00")]
    state = availability(Offer(retired, available, out_of_stock, until, (periods,), ZONE), MONDAY)
    assert (state.because, state.available) == (because, False)
    back = MONDAY + timedelta(days=1, hours=7) if because == "OUT_OF_SCHEDULE" else None
    assert state.until == (until if because == "SNOOZED" else back)
