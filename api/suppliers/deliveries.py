"""When a supplier brings what is ordered now."""

from collections.abc import Collection
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
    day = local.date() + timedelta(days=lead_time_days + late)
    while weekdays and day.isoweekday() not in weekdays:
        day += timedelta(days=1)
    return day
