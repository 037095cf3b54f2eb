"""Hours in which something is offered: days of the week with a start and an end, in the outlet's own time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
A_DAY = timedelta(days=1)
AHEAD_DAYS = 8
"""A week repeats itself, so what has not come about after it never does."""


class Period(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """From `start` to `end` on these days; an end that is not after its start is on the next day.

    `end` itself is no longer part of it.
    """

    days: Annotated[list[Day], Meta(min_length=1, max_length=7, examples=[["MO", "TU"]])]
    start: Annotated[TimeOfDay, Meta(examples=["07:00"])]
    end: Annotated[TimeOfDay, Meta(examples=["11:00"])]


def is_on(schedules: Iterable[Sequence[Period]], at: datetime, zone: str) -> bool:
    """Whether an aware instant is in a period of every schedule; one without periods is always on."""
    return all(
        not periods or any(begin <= at < end for begin, end in _spans(periods, at, zone))
        for periods in schedules
    )


def boundaries(schedules: Iterable[Sequence[Period]], at: datetime, zone: str) -> list[datetime]:
    """Every start and end after an instant, within a week, in their order."""
    found = {
        moment
        for periods in schedules
        for span in _spans(periods, at, zone)
        for moment in span
        if moment > at
    }
    return sorted(found)


def next_on(schedules: Sequence[Sequence[Period]], at: datetime, zone: str) -> datetime | None:
    """The first boundary from which all are on; None when that never comes about."""
    later = boundaries(schedules, at, zone)
    return next((moment for moment in later if is_on(schedules, moment, zone)), None)


def _spans(
    periods: Sequence[Period], at: datetime, zone: str
) -> Iterator[tuple[datetime, datetime]]:
    """The periods as instants, from yesterday's on: one that began then may last into today."""
    local = ZoneInfo(zone)
    today = at.astimezone(local).date()
    for ahead in range(-1, AHEAD_DAYS + 1):
        day = today + ahead * A_DAY
        for period in periods:
            if DAYS[day.weekday()] in period.days:
                start, end = time.fromisoformat(period.start), time.fromisoformat(period.end)
                last = day if end > start else day + A_DAY
                yield (
                    datetime.combine(day, start, local).astimezone(UTC),
                    datetime.combine(last, end, local).astimezone(UTC),
                )
