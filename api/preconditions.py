"""If-Match: a caller changes only the version it has seen."""

import re

from flask import Request

from chitrail.errors import ChitrailError, InvalidInput

HEADER = "If-Match"
_VERSION = re.compile(r'(?:W/)?"(\d{1,9})"', re.ASCII)


class PreconditionFailed(ChitrailError):
    """The thing changed since the caller read it; `current` shows it as it is now."""

    status = 412
    code = "precondition-failed"
    title = "It has changed since you read it"


def expected_version(request: Request) -> int | None:
    """Version in the If-Match header; None without one or for `*`.

    Raises InvalidInput when it is not one quoted number.
    """
    given = request.headers.get(HEADER)
    if given is None or given.strip() == "*":
        return None
    found = _VERSION.fullmatch(given.strip())
    if found is None:
        raise InvalidInput('must be one ETag such as "3"', field=HEADER)
    return int(found[1])


def require_version(expected: int | None, version: int, current: object) -> None:
    """Raise PreconditionFailed with the current state when another version was expected."""
    if expected is not None and expected != version:
        raise PreconditionFailed(
            f"you expected version {expected}, it is at {version}", current=current
        )
