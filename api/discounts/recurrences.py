"""Which recurrence rules a happy hour may have: RFC 5545, 3.3.10, by days and never by the minute."""

import re
from calendar import monthrange
from datetime import datetime

from chitrail.errors import InvalidInput

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,4}",
    "UNTIL": r"\d{8}T\d{6}",
    "WKST": "|".join(DAYS),
    "BYDAY": rf"([+-]?[1-5])?({'|'.join(DAYS)})(,([+-]?[1-5])?({'|'.join(DAYS)}))*",
    "BYMONTH": r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "BYMONTHDAY": r"[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*",
}
MOST_INTERVAL = 366
FIELD = "happy_hour/rrule"
_DAY = re.compile(r"([+-]?\d)?([A-Z]{2})")


def checked(rrule: str, dtstart: datetime) -> str:
    """The rule in capitals. Raises InvalidInput with the field and what is wrong with it.

    DTSTART must be the first occurrence: RFC 5545 leaves other rules undefined, and it keeps out rules
    that never occur.
    """
    text = rrule.strip().upper().removeprefix("RRULE:")
    parts = _parts(text)
    if "FREQ" not in parts:
        raise InvalidInput("needs FREQ", field=FIELD)
    if "COUNT" in parts and "UNTIL" in parts:
        raise InvalidInput("has COUNT or UNTIL, not both", field=FIELD)
    if int(parts.get("INTERVAL", "1")) > MOST_INTERVAL:
        raise InvalidInput(f"INTERVAL is at most {MOST_INTERVAL}", field=FIELD)
    if parts["FREQ"] == "WEEKLY" and "BYMONTHDAY" in parts:
        raise InvalidInput("a WEEKLY rule has no BYMONTHDAY", field=FIELD)
    if parts["FREQ"] != "MONTHLY" and re.search(r"\d", parts.get("BYDAY", "")):
        raise InvalidInput("numbered days such as 2TU need FREQ=MONTHLY", field=FIELD)
    if "UNTIL" in parts and _until(parts["UNTIL"]) < dtstart:
        raise InvalidInput("UNTIL is before the start", field=FIELD)
    if not _occurs(parts, dtstart):
        raise InvalidInput("the start must be an occurrence of the rule", field="happy_hour/start")
    return text


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name not in PARTS:
            raise InvalidInput(f"may not have {name[:20] or 'an empty part'}", field=FIELD)
        if name in parts:
            raise InvalidInput(f"has {name} twice", field=FIELD)
        if not re.fullmatch(PARTS[name], value, re.ASCII):
            hint = ": write it as 20261231T235959, in the outlet's time" if name == "UNTIL" else ""
            raise InvalidInput(f"{name} is not valid{hint}", field=FIELD)
        parts[name] = value
    return parts


def _until(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the outlet's own time
    except ValueError as error:
        raise InvalidInput("UNTIL is no date", field=FIELD) from error


def _occurs(parts: dict[str, str], dtstart: datetime) -> bool:
    """Whether every part of the rule lets the start in."""
    last = monthrange(dtstart.year, dtstart.month)[1]
    from_end = dtstart.day - last - 1
    months = parts.get("BYMONTH", str(dtstart.month)).split(",")
    days = parts.get("BYMONTHDAY", str(dtstart.day)).split(",")
    return (
        dtstart.month in map(int, months)
        and not {dtstart.day, from_end}.isdisjoint(map(int, days))
        and any(
            name == DAYS[dtstart.weekday()]
            and (not number or int(number) in (_nth(dtstart.day), -_nth(-from_end)))
            for number, name in _DAY.findall(parts.get("BYDAY", DAYS[dtstart.weekday()]))
        )
    )


def _nth(day: int) -> int:
    """Which of its weekday a day of the month is, counted from 1."""
    return (day - 1) // 7 + 1
