"""A small REST client: signs in and stays so, sends idempotent writes, repeats them when the line breaks."""

import threading
import time
from http import HTTPStatus
from typing import Any

import requests

from chitrail.errors import Unavailable
from chitrail.ids import new_id

TIMEOUT_SECONDS = 15.0
PATIENCE_SECONDS = 60.0
"""How long one call is repeated while the server is away; a restarted API is back well before."""
PAUSE_SECONDS = 0.3
SIGN_IN, RENEW = "/api/auth/login", "/api/auth/refresh"


class Refused(Exception):
    """The API said no; `problem` is its problem document, `status` the HTTP status."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


class Client:
    """One signed-in person."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self._credentials = {"username": username, "password": password}
        self._renewing = threading.Lock()
        self._refresh_token = ""
        self.staff: dict[str, Any] = {}
        self._keep(self._repeat("POST", SIGN_IN, self._credentials))

    def get(self, path: str, **query: str | int) -> Any:
        """JSON of a GET; Refused on 4xx, Unavailable when the API stays away."""
        return self._repeat("GET", path, query=query)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """JSON of a POST. One idempotency key covers all its repetitions, so it takes effect once."""
        return self._repeat("POST", path, body or {}, headers={"Idempotency-Key": str(new_id())})

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """JSON of a PATCH, as `post` is of a POST."""
        return self._repeat("PATCH", path, body, headers={"Idempotency-Key": str(new_id())})

    def _renew(self, refused: str | bytes) -> None:
        """New tokens in place of those that ran out; threads that share this person renew once."""
        with self._renewing:
            if self.session.headers["Authorization"] != refused:
                return
            try:
                answer = self._repeat("POST", RENEW, {"refresh_token": self._refresh_token})
            except Refused:
                answer = self._repeat("POST", SIGN_IN, self._credentials)
            self._keep(answer)

    def _keep(self, answer: dict[str, Any]) -> None:
        self.session.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self._refresh_token = answer["refresh_token"]
        self.staff = answer["staff"]

    def _repeat(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        query: dict[str, str | int] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        may_renew = path not in (SIGN_IN, RENEW)
        while True:
            try:
                response = self.session.request(
                    method,
                    self.base_url + path,
                    json=body,
                    params=query,
                    headers=headers,
                    timeout=TIMEOUT_SECONDS,
                )
            except (requests.ConnectionError, requests.Timeout) as error:
                failure = str(error)
            else:
                if response.status_code < HTTPStatus.BAD_REQUEST:
                    return response.json()
                problem = _problem(response)
                if response.status_code == HTTPStatus.UNAUTHORIZED and may_renew:
                    may_renew = False
                    self._renew(response.request.headers["Authorization"])
                    continue
                if not _passing(response.status_code, problem):
                    raise Refused(response.status_code, problem)
                failure = f"{response.status_code} {problem}"
            if time.monotonic() > deadline:
                raise Unavailable(f"{method} {path} failed for {PATIENCE_SECONDS:.0f} s: {failure}")
            time.sleep(PAUSE_SECONDS)


def _passing(status: int, problem: dict[str, Any]) -> bool:
    """Whether the same request may succeed later: the server is away, or still busy with this key."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or problem.get("code") in (
        "idempotency-key-in-flight",
        "rate-limited",
    )


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        return {"detail": response.text[:200]}
    return document if isinstance(document, dict) else {"detail": str(document)}
