"""Asking the API for what the signed-in manager wants; it decides, this process shows."""

from http import HTTPStatus
from typing import Any

import requests

from chitrail.errors import ChitrailError, Unavailable
from dashboards import current
from dashboards.sessions import cookies
from dashboards.sessions.service import AWAY, TIMEOUT_SECONDS, headers_of


class Refused(ChitrailError):
    """The API said no, and why."""

    def __init__(self, detail: str, status: int) -> None:
        super().__init__(detail)
        self.refusal = status


def read(path: str) -> dict[str, Any]:
    """What the API shows at a path. Raises Refused, Unavailable."""
    return _ask("GET", path, None, {})


def act(path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    """What the API answers to an act, done once however often a form is sent. Raises as `read`."""
    return _ask("POST", path, body, {"Idempotency-Key": key})


def change(path: str, body: dict[str, Any], version: int, key: str) -> dict[str, Any]:
    """What the API answers to changing the version that was shown. Raises as `read`."""
    return _ask("PATCH", path, body, {"Idempotency-Key": key, "If-Match": f'"{version}"'})


def _ask(
    method: str, path: str, body: dict[str, Any] | None, more: dict[str, str]
) -> dict[str, Any]:
    address = f"{current.settings().address('api')}{path}"
    headers = headers_of(cookies.bearer()) | more
    try:
        response = requests.request(
            method, address, json=body, headers=headers, timeout=TIMEOUT_SECONDS
        )
        answer: dict[str, Any] = response.json()
    except (requests.RequestException, ValueError) as error:
        raise Unavailable(AWAY) from error
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        raise Refused(_told(answer), response.status_code)
    return answer


def _told(problem: dict[str, Any]) -> str:
    """A problem document in a line."""
    fields = [error["field"] for error in problem.get("errors", []) if error.get("field")]
    detail = str(problem.get("detail", problem.get("title", "")))
    return f"{', '.join(fields)}: {detail}" if fields else detail
