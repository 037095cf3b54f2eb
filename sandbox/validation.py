"""Checks of request fields, with the gateway's own words."""

from typing import Any

from sandbox.errors import ApiError
from sandbox.store import FAR_FUTURE

MOST_NOTES = 15
LONGEST_NOTE = 256
DEFAULT_COUNT = 10
MOST_COUNT = 100

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


def amount(value: object, *, least: int = 100) -> int:
    """An integer of paise, at least `least`."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)  # form-encoded clients send digits
    if not isinstance(value, int) or isinstance(value, bool):
        raise ApiError("The amount must be an integer.", field="amount")
    if value < least:
        raise ApiError(
            "Order amount less than minimum amount allowed",
            field="amount",
            reason="amount_less_than_minimum_amount",
        )
    return value


def currency(value: object) -> str:
    """INR is what the sandbox settles in."""
    if value != "INR":
        raise ApiError(
            "Currency is not supported", field="currency", reason="currency_not_supported"
        )
    return "INR"


def notes(value: object) -> dict[str, str] | list[str]:
    """At most 15 pairs of at most 256 characters; empty notes are an empty list, as in the API."""
    if value in (None, {}, []):
        return []
    if not isinstance(value, dict) or len(value) > MOST_NOTES:
        raise ApiError(f"notes must be an object of at most {MOST_NOTES} pairs", field="notes")
    for key, text in value.items():
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


def paging(query: dict[str, str]) -> dict[str, int]:
    """`from`, `to`, `count` and `skip` of a list call."""

    def number(name: str, default: int, most: int) -> int:
        raw = query.get(name)
        if raw is None:
            return default
        if not raw.isascii() or not raw.isdigit() or int(raw) > most:
            raise ApiError(f"The {name} must be an integer of at most {most}.", field=name)
        return int(raw)

    return {
        "since": number("from", 0, FAR_FUTURE),
        "until": number("to", FAR_FUTURE, FAR_FUTURE),
        "count": number("count", DEFAULT_COUNT, MOST_COUNT),
        "skip": number("skip", 0, FAR_FUTURE),
    }
