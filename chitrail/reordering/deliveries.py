"""When a supplier brings what is ordered now, and what is ordered later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def next_delivery(
    instant: datetime, zone: str, lead_time_days: int, weekdays: Collection[int], cutoff: str
) -> date:
    """The first of a supplier's days (Monday is 1; none is every day) that the lead time leaves open.

    After `cutoff`, a time of day in `zone` such as "17:00", the order counts for the next day.
    """
    local = instant.astimezone(ZoneInfo(zone))
    late = cutoff != "" and local.strftime("%H:%M") > cutoff
    return first_delivery(local.date() + timedelta(days=late), lead_time_days, weekdays)


def first_delivery(ordered_on: date, lead_time_days: int, weekdays: Collection[int]) -> date:
    """The day on which something ordered in time on `ordered_on` comes."""
    day = ordered_on + timedelta(days=lead_time_days)
    while weekdays and day.isoweekday() not in weekdays:
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Rhythm:
    """How often a supplier is ordered from, and how reliably they come.

    `review_days`: an order must last until the delivery of the one after so many days. `late_days` is how
    much later than promised they come on average, `spread_days` the standard deviation of that.
    """

    lead_time_days: int
    weekdays: tuple[int, ...] = ()
    review_days: int = 7
    late_days: float = 0.0
    spread_days: float = 0.0

    def days_until(self, today: date, ordered_in: int) -> int:
        """Days from today to the delivery of what is ordered `ordered_in` days from today."""
        ordered_on = today + timedelta(days=ordered_in)
        came = first_delivery(ordered_on, self.lead_time_days, self.weekdays)
        return (came - today).days
