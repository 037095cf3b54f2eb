"""Time: aware UTC instants and the business day of an outlet."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def business_date(instant: datetime, zone: str, cutover_hour: int) -> date:
    """Business day of an aware instant: the local date after moving `cutover_hour` hours back.

    With a cut-over at 4, a bill of 02:30 on the 24th belongs to the 23rd.
    """
    if instant.tzinfo is None:
        raise ValueError("business_date needs an aware instant")
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - timedelta(hours=cutover_hour)).date()
