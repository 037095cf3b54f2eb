"""Signing in: the API checks the password, this process only carries the answer."""

from dataclasses import dataclass
from http import HTTPStatus

import requests
from flask import g

from chitrail.errors import ChitrailError, Unavailable
from chitrail.settings import Settings
from dashboards.access_log import HEADER

TIMEOUT_SECONDS = (3.0, 8.0)
"""To connect, and to wait for an answer."""


class SignInRefused(ChitrailError):
    """The API did not accept the name and password."""

    status = 401
    code = "sign-in-refused"
    title = "Not signed in"


@dataclass(frozen=True)
class SignIn:
    """An access token and the seconds it lives."""

    token: str
    seconds: int


def sign_in(settings: Settings, username: str, password: str) -> SignIn:
    """Ask the API. Raises SignInRefused with its reason, Unavailable when it does not answer."""
    try:
        response = requests.post(
            f"{settings.address('api')}/api/auth/login",
            json={"username": username, "password": password},
            headers={HEADER: g.request_id},
            timeout=TIMEOUT_SECONDS,
        )
        answer = response.json()
    except (requests.RequestException, ValueError) as error:
        raise Unavailable(
            "The server cannot be reached just now; try again in a moment."
        ) from error
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable("The server cannot sign you in just now; try again in a moment.")
    if response.status_code != HTTPStatus.OK:
        raise SignInRefused(str(answer.get("detail", "The name or the password is wrong.")))
    return SignIn(str(answer["access_token"]), int(answer["expires_in"]))
