"""The API's own door, WSGI, without an HTTP client: what is measured behind it is the API alone."""

import io
import json
from typing import Any

from flask import Flask
from werkzeug.test import create_environ

from chitrail.ids import new_id


class Door:
    """Calls an application as its server does, with a caller's headers."""

    def __init__(self, app: Flask, headers: dict[str, str]) -> None:
        self.app = app
        self._environ = create_environ("/", headers=headers)

    def post(self, path: str, body: object) -> Any:
        """The JSON answer of a POST under a fresh idempotency key; AssertionError when it is refused."""
        raw = json.dumps(body).encode()
        return self._answer(
            path,
            REQUEST_METHOD="POST",
            CONTENT_TYPE="application/json",
            CONTENT_LENGTH=str(len(raw)),
            HTTP_IDEMPOTENCY_KEY=str(new_id()),
            **{"wsgi.input": io.BytesIO(raw)},
        )

    def get(self, path: str, query: str = "") -> Any:
        """The JSON answer of a GET; AssertionError when it is refused."""
        return self._answer(path, REQUEST_METHOD="GET", QUERY_STRING=query)

    def _answer(self, path: str, **more: Any) -> Any:
        statuses: list[str] = []
        environ = {**self._environ, "PATH_INFO": path, **more}
        body = b"".join(self.app(environ, lambda status, *_: statuses.append(status)))  # type: ignore[arg-type]
        assert statuses[0].startswith("2"), (statuses, body)
        return json.loads(body)
