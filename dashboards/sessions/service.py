"""Signing in: the API checks password and tokens, this process only carries the answers."""

from dataclasses import dataclass
from http import HTTPStatus

import requests
from flask import g, request

from chitrail import tracing
from chitrail.errors import ChitrailError, Unavailable
from chitrail.settings import Settings
from dashboards.access_log import HEADER

TIMEOUT_SECONDS = (3.0, 8.0)
"""To connect, and to wait for an answer."""
AWAY = "The server cannot be reached just now; try again in a moment."


class SignInRefused(ChitrailError):
    """The API did not accept the name and password."""

    status = 401
    code = "sign-in-refused"
    title = "Not signed in"


@dataclass(frozen=True)
class SignIn:
    """An access token, the token that renews it once, and the seconds each lives."""

    token: str
    seconds: int
    renewal: str
    renewal_seconds: int


def sign_in(settings: Settings, username: str, password: str) -> SignIn:
    """Ask the API. Raises SignInRefused with its reason, Unavailable when it does not answer."""
    return _granted(settings, "login", {"username": username, "password": password})


def renew(settings: Settings, renewal: str) -> SignIn:
    """New tokens for a renewal token, which is used up. Raises SignInRefused, Unavailable."""
    return _granted(settings, "refresh", {"refresh_token": renewal})


def sign_out(settings: Settings, token: str) -> None:
    """End the sign-in at the API; one that has ended already is no fault. Raises Unavailable."""
    _ask(settings, "POST", "logout", token=token)


def is_signed_in(settings: Settings, token: str) -> bool:
    """Whether the API still takes a token. Raises Unavailable when it does not answer."""
    return _ask(settings, "GET", "me", token=token).status_code == HTTPStatus.OK


def headers_of(token: str | None) -> dict[str, str]:
    """What every question to the API carries: who asks, from where, in which request and trace."""
    headers = {HEADER: g.request_id, "X-Forwarded-For": request.remote_addr or ""}
    span = tracing.current()
    if span is not None:
        headers[tracing.PARENT] = span.parent
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _granted(settings: Settings, what: str, body: dict[str, str]) -> SignIn:
    response = _ask(settings, "POST", what, body=body)
    try:
        answer = response.json()
    except ValueError as error:
        raise Unavailable(AWAY) from error
    if response.status_code != HTTPStatus.OK:
        raise SignInRefused(str(answer.get("detail", "The name or the password is wrong.")))
    return SignIn(
        str(answer["access_token"]),
        int(answer["expires_in"]),
        str(answer["refresh_token"]),
        int(answer["refresh_expires_in"]),
    )


def _ask(
    settings: Settings,
    method: str,
    what: str,
    *,
    body: dict[str, str] | None = None,
    token: str | None = None,
) -> requests.Response:
    try:
        response = requests.request(
            method,
            f"{settings.address('api')}/api/auth/{what}",
            json=body if method == "POST" else None,
            headers=headers_of(token),
            timeout=TIMEOUT_SECONDS,
        )
    except requests.RequestException as error:
        raise Unavailable(AWAY) from error
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable("The server cannot sign you in just now; try again in a moment.")
    return response
