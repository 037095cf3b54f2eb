"""Quiet hours: times of day, in the outlet's zone, in which nobody is told by e-mail or webhook."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_of_quiet(
    at: datetime, zone: str, quiet_from: time | None, quiet_to: time | None
) -> datetime:
    """`at` itself, or the end of the quiet hours it lies in; 22:00 to 07:00 goes over midnight.

    Hours that begin when they end are the whole day; nobody is told then but of what is critical.
    """
    if quiet_from is None or quiet_to is None:
        return at
    local = at.astimezone(ZoneInfo(zone))
    clock = local.time()
    if quiet_from < quiet_to:
        inside = quiet_from <= clock < quiet_to
    else:
        inside = clock >= quiet_from or clock < quiet_to
    if not inside:
        return at
    day = local.date() + timedelta(days=0 if clock < quiet_to else 1)
    return datetime.combine(day, quiet_to, ZoneInfo(zone)).astimezone(at.tzinfo)
