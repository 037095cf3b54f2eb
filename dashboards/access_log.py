"""Request ids and one log line a request."""

import logging
import re
import time

from flask import Flask, Response, g, request

from chitrail import tracing
from chitrail.ids import new_id

HEADER = "X-Request-Id"
SLOW_SECONDS = 1.0
FAULT = 500
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)

log = logging.getLogger("dashboards.access")


def install(app: Flask) -> None:
    """Give each request an id, keep a sane one it brought, and log how it ended."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _SANE.fullmatch(given) else str(new_id())
    tracing.begin(request.headers.get(tracing.PARENT, ""), request.headers.get(tracing.STATE, ""))
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    took = time.perf_counter() - g.started
    loud = response.status_code >= FAULT or took > SLOW_SECONDS
    log.log(
        logging.WARNING if loud else logging.DEBUG,
        "%s %s %s %d %.0f ms",
        g.request_id,
        request.method,
        request.path,
        response.status_code,
        took * 1000,
    )
    response.headers[HEADER] = g.request_id
    tracing.end()
    return response
