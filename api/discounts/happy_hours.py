"""Happy hours: an RFC 5545 recurrence in the outlet's own time, each occurrence lasting some minutes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HappyHour:
    """RRULE, DTSTART as local time without a zone, and DURATION in minutes.

    A start that the clocks skip in spring is taken with the offset before the change, and a duration is
    time that passes, not hands of a clock (RFC 5545, 3.3.5 and 3.3.6). Text and start are valid: see
    api.discounts.recurrences.
    """

    rrule: str
    dtstart: datetime
    minutes: int

    def is_on(self, at: datetime, zone: str) -> bool:
        """Whether an aware instant is in the happy hour; its end is no longer part of it."""
        local, duration = ZoneInfo(zone), timedelta(minutes=self.minutes)
        for start in _starts(self.rrule, self.dtstart, duration, at.astimezone(local).date()):
            begin = start.replace(tzinfo=local).astimezone(UTC)
            if begin <= at < begin + duration:
                return True
        return False


@lru_cache(maxsize=512)
def _starts(rrule: str, dtstart: datetime, duration: timedelta, day: date) -> tuple[datetime, ...]:
    """Occurrences that could last into a day or begin on it, with a day to spare for changes of clocks.

    Walking an old rule costs milliseconds, so it is done once a day.
    """
    midnight = datetime.combine(day, time())
    rule = rrulestr(rrule, dtstart=dtstart)
    return tuple(rule.between(midnight - duration - A_DAY, midnight + 2 * A_DAY, inc=True))
