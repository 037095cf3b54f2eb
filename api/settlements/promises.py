"""When the gateway promises to pay out: T+2 working days, and the day of grace we give it."""

from datetime import date, timedelta

WORKING_DAYS = 2
GRACE_DAYS = 1
SATURDAY = 5


def last_day(received: date) -> date:
    """Last local day on which a payment or refund of that day is settled in time.

    Two working days (Monday to Friday) after it, and one calendar day of grace; bank holidays are not known
    here. Source: the gateway's documentation of settlements (T+2 working days, T being the day of capture).
    """
    day, left = received, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day + timedelta(days=GRACE_DAYS)


def days_by_weekday() -> list[int]:
    """Calendar days from the day of receipt to its last day, Monday first."""
    monday = date(2024, 1, 1)
    days = [monday + timedelta(days=offset) for offset in range(7)]
    return [(last_day(day) - day).days for day in days]
