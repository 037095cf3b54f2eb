"""Checks of request fields, with the gateway's own words."""

from typing import Any

from sandbox.errors import ApiError
from sandbox.store import FAR_FUTURE, Page

MOST_NOTES = 15
LONGEST_NOTE = 256
DEFAULT_COUNT = 10
MOST_COUNT = 100
LEAST_PAISE = 100
EARLIEST, LATEST = 946_684_800, 4_765_046_400

Fields = dict[str, Any]


def only(fields: Fields, allowed: set[str]) -> None:
    """Refuse fields the call does not have."""
    extra = sorted(set(fields) - allowed)
    if extra:
        raise ApiError(
            f"{', '.join(extra)} is/are not required and should not be sent",
            field=extra[0],
            reason="extra_field_sent",
        )


def integer(value: object, name: str) -> int:
    """An integer; form-encoded clients send digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if value is None:
        raise ApiError(f"The {name} field is required.", field=name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ApiError(f"The {name} must be an integer.", field=name)
    return value


def amount(value: object, name: str = "amount") -> int:
    """An integer of paise, at least one rupee."""
    paise = integer(value, name)
    if paise < LEAST_PAISE:
        raise ApiError(f"The {name} must be at least INR 1.00", field=name)
    return paise


def order_amount(value: object) -> int:
    """An order's amount: as `amount`, with the words orders have for too little."""
    paise = integer(value, "amount")
    if paise < LEAST_PAISE:
        raise ApiError(
            "Order amount less than minimum amount allowed",
            field="amount",
            reason="amount_less_than_minimum_amount",
        )
    return paise


def whole(value: object, name: str, least: int, most: int) -> int:
    """An integer between two bounds."""
    given = integer(value, name)
    if given < least:
        raise ApiError(f"The {name} must be at least {least}.", field=name)
    if given > most:
        raise ApiError(f"The {name} may not be greater than {most}.", field=name)
    return given


def number(value: object, name: str, least: float, most: float) -> float:
    """A number between two bounds; forms send it as text."""
    try:
        given = float(value) if isinstance(value, str | int | float) else float("nan")
    except ValueError:
        given = float("nan")
    if not least <= given <= most:
        raise ApiError(f"The {name} must be a number from {least} to {most}.", field=name)
    return given


def currency(value: object) -> str:
    """INR is what the sandbox settles in."""
    if value != "INR":
        raise ApiError(
            "Currency is not supported", field="currency", reason="currency_not_supported"
        )
    return "INR"


def flag(value: object, name: str) -> bool:
    """An optional truth value, as JSON or as the forms' 0 and 1; no when absent."""
    if value in (None, False, 0, "0", "false"):
        return False
    if value in (True, 1, "1", "true"):
        return True
    raise ApiError(f"The {name} field must be true or false.", field=name)


def choice(value: object, name: str, allowed: tuple[str, ...]) -> str:
    """One of some words."""
    if not isinstance(value, str) or value not in allowed:
        raise ApiError(f"The selected {name} is invalid.", field=name)
    return value


def notes(value: object) -> dict[str, str] | list[str]:
    """At most 15 pairs of at most 256 characters; empty notes are an empty list, as in the API."""
    if value in (None, {}, []):
        return []
    if not isinstance(value, dict) or len(value) > MOST_NOTES:
        raise ApiError(f"notes must be an object of at most {MOST_NOTES} pairs", field="notes")
    for key, text in value.items():
        if isinstance(text, dict | list):
            raise ApiError("a note must be a text", field="notes")
        if len(str(key)) > LONGEST_NOTE or len(str(text)) > LONGEST_NOTE:
            raise ApiError(f"a note may have at most {LONGEST_NOTE} characters", field="notes")
    return {str(key): str(text) for key, text in value.items()}


def text(value: object, name: str, longest: int) -> str | None:
    """An optional short text."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise ApiError(f"The {name} may not be greater than {longest} characters.", field=name)
    return value


def paging(query: dict[str, str], most: int = MOST_COUNT) -> Page:
    """`from`, `to`, `count` and `skip` of a list call."""

    def moment(name: str, default: int) -> int:
        if name not in query:
            return default
        given = integer(query[name], name)
        if not EARLIEST <= given <= LATEST:
            raise ApiError(f"{name} must be between {EARLIEST} and {LATEST}", field=name)
        return given

    return Page(
        since=moment("from", 0),
        until=moment("to", FAR_FUTURE),
        count=whole(query.get("count", DEFAULT_COUNT), "count", 1, most),
        skip=whole(query.get("skip", 0), "skip", 0, FAR_FUTURE),
    )
