"""Request ids and traces: every answer and every log line of a request carry the same ones."""

import re
from contextvars import ContextVar

from flask import Flask, Request, Response, request

from chitrail import tracing
from chitrail.ids import new_id

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_CURRENT: ContextVar[str] = ContextVar("request_id", default="-")


def install(app: Flask) -> None:
    """Give each request an id and a span of its caller's trace, and each response the headers.

    To be installed first: what is installed first is last to see the response, and the span ends with it.
    The API calls `begin` and `end` from hooks of its own.
    """
    app.before_request(lambda: begin(request))
    app.after_request(_mark)


def current() -> str:
    """Id of the request being handled; the caller's own when it is sane, `-` outside a request."""
    return _CURRENT.get()


def begin(request: Request) -> None:
    """Open the request: its id and its span."""
    environ = request.environ
    given = environ.get("HTTP_X_REQUEST_ID", "")
    _CURRENT.set(given if _SANE.fullmatch(given) else str(new_id()))
    tracing.begin(environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_TRACESTATE", ""))


def end() -> list[tuple[str, str]]:
    """Close the request; the headers that tell its caller of both."""
    found = [(HEADER, _CURRENT.get())]
    span = tracing.current()
    if span is not None:
        found.append((tracing.PARENT, span.parent))
        if span.state:
            found.append((tracing.STATE, span.state))
    _CURRENT.set("-")
    tracing.end()
    return found


def _mark(response: Response) -> Response:
    response.headers.extend(end())
    return response
