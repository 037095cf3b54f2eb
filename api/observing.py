"""Counting and logging requests."""

import logging
import time

from flask import Flask, Response, g, request

from api import request_ids
from api.metrics import REQUESTS

log = logging.getLogger("api.access")


def install(app: Flask) -> None:
    """Time every request by its route's template; log each at DEBUG, slow ones and faults louder."""
    app.before_request(_begin)
    app.after_request(_end)


SLOW_SECONDS = 1.0
FAULT = 500


def _begin() -> None:
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    took = time.perf_counter() - g.get("started", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "none"
    REQUESTS.labels(request.method, route, response.status_code).observe(took)
    loud = response.status_code >= FAULT or took > SLOW_SECONDS
    log.log(
        logging.WARNING if loud else logging.DEBUG,
        "%s %s %s %d %.0f ms",
        request_ids.current(),
        request.method,
        request.path,
        response.status_code,
        took * 1000,
    )
    return response
