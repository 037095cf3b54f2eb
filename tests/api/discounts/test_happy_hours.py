"""Happy hours by RFC 5545: across midnight, across changes of clocks, and rules that are refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.discounts.happy_hours import HappyHour
from api.discounts.recurrences import checked
from chitrail.errors import InvalidInput

local = datetime.fromisoformat
INDIA, NEW_YORK = "Asia/Kolkata", "America/New_York"
START = local("2026-03-02 17:00")  # a Monday


def on(hour: HappyHour, zone: str, *moments: str) -> list[bool]:
    """Whether it is on at local times such as "2026-03-06 22:30"."""
    times = [datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) for text in moments]
    return [hour.is_on(at.astimezone(UTC), zone) for at in times]


def test_weekdays_from_five_to_seven():
    hour = HappyHour("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", START, 120)
    monday = "2026-06-15"
    found = on(hour, INDIA, *(f"{monday} {t}" for t in ("16:59:59", "17:00", "18:59:59", "19:00")))
    assert found == [False, True, True, False]
    assert (
        on(hour, INDIA, "2026-06-14 18:00", "2026-03-01 18:00", "2026-02-23 18:00") == [False] * 3
    )


def test_across_midnight_it_belongs_to_the_evening_before():
    hour = HappyHour("FREQ=WEEKLY;BYDAY=FR,SA", local("2026-03-06 22:00"), 240)
    friday, saturday, sunday = "2026-06-19", "2026-06-20", "2026-06-21"
    assert on(hour, INDIA, f"{friday} 01:00", f"{friday} 23:59", f"{saturday} 01:59") == [
        False,
        True,
        True,
    ]
    assert on(hour, INDIA, f"{saturday} 02:00", f"{sunday} 01:30", f"{sunday} 22:30") == [
        False,
        True,
        False,
    ]


def test_where_clocks_change_the_hour_on_the_wall_stays():
    hour = HappyHour("FREQ=DAILY", local("2026-01-01 17:00"), 60)
    days = ["2026-03-07", "2026-03-08", "2026-03-09", "2026-11-01", "2026-11-02"]
    assert on(hour, NEW_YORK, *(f"{day} 17:30" for day in days)) == [True] * 5
    assert on(hour, NEW_YORK, *(f"{day} 16:30" for day in days)) == [False] * 5
    assert hour.is_on(datetime(2026, 1, 15, 22, 30, tzinfo=UTC), NEW_YORK)
    assert not hour.is_on(datetime(2026, 7, 15, 22, 30, tzinfo=UTC), NEW_YORK)


def test_over_a_change_of_clocks_the_duration_is_time_that_passes():
    hour = HappyHour("FREQ=DAILY", local("2026-01-01 23:00"), 240)
    begin = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)  # 31 October 23:00 in New York
    assert hour.is_on(begin, NEW_YORK)
    assert hour.is_on(begin + timedelta(minutes=239), NEW_YORK)
    assert not hour.is_on(begin + timedelta(minutes=240), NEW_YORK)
    spring = datetime(2026, 3, 8, 4, 0, tzinfo=UTC)  # 7 March 23:00
    assert hour.is_on(spring + timedelta(minutes=239), NEW_YORK)
    assert not hour.is_on(spring + timedelta(minutes=240), NEW_YORK)


def test_a_start_the_clocks_skip_is_an_hour_later_on_the_wall():
    hour = HappyHour("FREQ=DAILY", local("2026-01-01 02:30"), 30)
    assert on(hour, NEW_YORK, "2026-03-08 03:15", "2026-03-08 03:45") == [False, True]


def test_count_until_interval_and_numbered_days():
    twice = HappyHour("FREQ=DAILY;COUNT=2", START, 60)
    assert on(twice, INDIA, "2026-03-03 17:30", "2026-03-04 17:30") == [True, False]
    ending = HappyHour("FREQ=DAILY;UNTIL=20260304T170000", START, 60)
    assert on(ending, INDIA, "2026-03-04 17:30", "2026-03-05 17:30") == [True, False]
    other = HappyHour("FREQ=WEEKLY;INTERVAL=2", START, 60)
    assert on(other, INDIA, "2026-03-09 17:30", "2026-03-16 17:30") == [False, True]
    last_friday = HappyHour("FREQ=MONTHLY;BYDAY=-1FR", local("2026-03-27 17:00"), 60)
    assert on(last_friday, INDIA, "2026-06-19 17:30", "2026-06-26 17:30") == [False, True]


@given(
    st.integers(0, 23),
    st.integers(1, 1440),
    st.datetimes(local("2026-03-04 00:00"), local("2027-03-01 00:00")),
    st.sampled_from([INDIA, NEW_YORK, "Europe/London", "Australia/Lord_Howe"]),
)
def test_a_daily_hour_against_counting_its_minutes(hour, minutes, moment, zone):
    start = START.replace(hour=hour)
    at = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    days = [at.astimezone(ZoneInfo(zone)).date() + timedelta(days=n) for n in (-2, -1, 0, 1)]
    begins = [
        datetime.combine(day, start.time()).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for day in days
        if day >= date(2026, 3, 2)
    ]
    expected = any(begin <= at < begin + timedelta(minutes=minutes) for begin in begins)
    assert HappyHour("FREQ=DAILY", start, minutes).is_on(at, zone) == expected


GOOD = [
    ("FREQ=DAILY", "FREQ=DAILY"),
    (" rrule:freq=weekly;byday=mo,we ", "FREQ=WEEKLY;BYDAY=MO,WE"),
    ("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO"),
    ("FREQ=MONTHLY;BYDAY=-5MO", "FREQ=MONTHLY;BYDAY=-5MO"),
    ("FREQ=MONTHLY;BYMONTHDAY=2,-1", "FREQ=MONTHLY;BYMONTHDAY=2,-1"),
    ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-30", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-30"),
    ("FREQ=DAILY;UNTIL=20261231T235959;WKST=SU", "FREQ=DAILY;UNTIL=20261231T235959;WKST=SU"),
]


@pytest.mark.parametrize(("text", "stored"), GOOD)
def test_rules_that_are_taken(text, stored):
    assert checked(text, START) == stored
    assert on(HappyHour(stored, START, 60), INDIA, "2026-03-02 17:30") == [True]


BAD = {  # rule: (field, what the reason says)
    "": ("rrule", "may not have an empty part"),
    "BYDAY=MO": ("rrule", "needs FREQ"),
    "FREQ=HOURLY": ("rrule", "FREQ is not valid"),
    "FREQ=MINUTELY": ("rrule", "FREQ is not valid"),
    "FREQ=DAILY;": ("rrule", "an empty part"),
    "FREQ=DAILY;FREQ=DAILY": ("rrule", "FREQ twice"),
    "FREQ=DAILY;BYMINUTE=1": ("rrule", "may not have BYMINUTE"),
    "FREQ=DAILY;BYHOUR=17": ("rrule", "may not have BYHOUR"),
    "FREQ=DAILY;INTERVAL=0": ("rrule", "INTERVAL is not valid"),
    "FREQ=DAILY;INTERVAL=367": ("rrule", "INTERVAL is at most 366"),
    "FREQ=DAILY;COUNT=2;UNTIL=20270101T000000": ("rrule", "COUNT or UNTIL"),
    "FREQ=DAILY;UNTIL=20270101T000000Z": ("rrule", "in the outlet's time"),
    "FREQ=DAILY;UNTIL=20271301T000000": ("rrule", "UNTIL is no date"),
    "FREQ=DAILY;UNTIL=20260101T000000": ("rrule", "before the start"),
    "FREQ=WEEKLY;BYDAY=2MO": ("rrule", "need FREQ=MONTHLY"),
    "FREQ=WEEKLY;BYMONTHDAY=2": ("rrule", "no BYMONTHDAY"),
    "FREQ=WEEKLY;BYDAY=XX": ("rrule", "BYDAY is not valid"),
    "FREQ=DAILY;BYMONTH=13": ("rrule", "BYMONTH is not valid"),
    "FREQ=WEEKLY;BYDAY=TU": ("start", "must be an occurrence"),
    "FREQ=MONTHLY;BYDAY=2MO": ("start", "must be an occurrence"),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": ("start", "must be an occurrence"),
}


@pytest.mark.parametrize("rule", BAD)
def test_rules_that_are_refused_by_field(rule):
    field, says = BAD[rule]
    with pytest.raises(InvalidInput) as refused:
        checked(rule, START)
    assert refused.value.field == f"happy_hour/{field}"
    assert says in refused.value.detail
