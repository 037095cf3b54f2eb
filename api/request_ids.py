"""Request ids: every answer and every log line of a request carry the same one."""

import re

from flask import Flask, Response, g, has_request_context, request

from chitrail.ids import new_id

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


def install(app: Flask) -> None:
    """Give each request an id and each response the header."""
    app.before_request(_begin)
    app.after_request(_mark)


def current() -> str:
    """Id of the request being handled; the caller's own when it is sane, `-` outside a request."""
    return str(g.get("request_id", "-")) if has_request_context() else "-"


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _SANE.fullmatch(given) else str(new_id())


def _mark(response: Response) -> Response:
    response.headers.add(HEADER, current())
    return response
