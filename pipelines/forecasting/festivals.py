"""Days on which India eats otherwise. Those of the moon are told by date, Eid as expected from 2026 on."""

from collections.abc import Mapping
from datetime import date
from functools import cache

FIRST_YEAR, LAST_YEAR = 2019, 2030
SAME_EVERY_YEAR = {
    "New Year's Day": (1, 1),
    "Republic Day": (1, 26),
    "Valentine's Day": (2, 14),
    "Independence Day": (8, 15),
    "Gandhi Jayanti": (10, 2),
    "Christmas Eve": (12, 24),
    "Christmas": (12, 25),
    "New Year's Eve": (12, 31),
}
BY_THE_MOON = {
    "Holi": (
        "2019-03-21",
        "2020-03-10",
        "2021-03-29",
        "2022-03-18",
        "2023-03-08",
        "2024-03-25",
        "2025-03-14",
        "2026-03-04",
        "2027-03-22",
        "2028-03-11",
        "2029-03-01",
        "2030-03-20",
    ),
    "Eid al-Fitr": (
        "2019-06-05",
        "2020-05-25",
        "2021-05-14",
        "2022-05-03",
        "2023-04-22",
        "2024-04-11",
        "2025-03-31",
        "2026-03-21",
        "2027-03-10",
        "2028-02-27",
        "2029-02-15",
        "2030-02-05",
    ),
    "Raksha Bandhan": (
        "2019-08-15",
        "2020-08-03",
        "2021-08-22",
        "2022-08-11",
        "2023-08-30",
        "2024-08-19",
        "2025-08-09",
        "2026-08-28",
        "2027-08-17",
        "2028-08-05",
        "2029-08-23",
        "2030-08-13",
    ),
    "Ganesh Chaturthi": (
        "2019-09-02",
        "2020-08-22",
        "2021-09-10",
        "2022-08-31",
        "2023-09-19",
        "2024-09-07",
        "2025-08-27",
        "2026-09-14",
        "2027-09-04",
        "2028-08-23",
        "2029-09-11",
        "2030-09-01",
    ),
    "Dussehra": (
        "2019-10-08",
        "2020-10-25",
        "2021-10-15",
        "2022-10-05",
        "2023-10-24",
        "2024-10-12",
        "2025-10-02",
        "2026-10-20",
        "2027-10-09",
        "2028-09-27",
        "2029-10-16",
        "2030-10-06",
    ),
    "Diwali": (
        "2019-10-27",
        "2020-11-14",
        "2021-11-04",
        "2022-10-24",
        "2023-11-12",
        "2024-10-31",
        "2025-10-20",
        "2026-11-08",
        "2027-10-29",
        "2028-10-17",
        "2029-11-05",
        "2030-10-26",
    ),
}


@cache
def festivals(zone: str) -> Mapping[date, str]:
    """Name by day for an outlet's zone; none outside India."""
    if zone not in ("Asia/Kolkata", "Asia/Calcutta"):
        return {}
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    fixed = {
        date(year, month, day): name
        for name, (month, day) in SAME_EVERY_YEAR.items()
        for year in years
    }
    moving = {date.fromisoformat(day): name for name, days in BY_THE_MOON.items() for day in days}
    return {**fixed, **moving}
