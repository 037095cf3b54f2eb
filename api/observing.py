"""Timing, counting and logging requests."""

import logging
import sys
import time

import msgspec
from flask import Request, Response

from api import measuring, request_ids
from api.metrics import REQUESTS
from api.reply import add_ours
from chitrail import tracing
from chitrail.clock import now

log = logging.getLogger("api.access")

SLOW_SECONDS = 1.0
FAULT = 500
QUIET = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked every few seconds by machines; logged at DEBUG."""


class Line(msgspec.Struct):
    """One line of the access log; `path` is without its query, which may carry names."""

    at: str
    level: str
    logger: str
    request_id: str
    trace_id: str
    span_id: str
    method: str
    route: str
    path: str
    status: int
    ms: float
    db_ms: float
    statements: int
    actor: str
    outlet: str


def begin(request: Request) -> None:
    """Give a request its id and its trace, and start its clock."""
    request_ids.begin(request)
    measuring.begin()


def end(request: Request, response: Response) -> Response:
    """Count a request by its route's template, tell its caller what it cost, and log it as JSON."""
    tally = measuring.end() or measuring.Tally()
    took, spent = time.perf_counter() - tally.started, tally.seconds
    route = request.url_rule.rule if request.url_rule else "none"
    status = response.status_code
    REQUESTS.labels(request.method, route, status).observe(took)
    db = f'db;dur={spent * 1000:.1f};desc="{tally.statements} statements"'
    timing = ("Server-Timing", f"total;dur={took * 1000:.1f}, {db}")
    loud = status >= FAULT or took > SLOW_SECONDS
    level = logging.WARNING if loud else logging.DEBUG if route in QUIET else logging.INFO
    if log.isEnabledFor(level):
        _write(request, level, route, status, took, tally)
    add_ours(request, [timing, *tally.limit, *request_ids.end()])
    return response


def _write(
    request: Request, level: int, route: str, status: int, took: float, tally: measuring.Tally
) -> None:
    span = tracing.current()
    line = Line(
        at=now().isoformat(timespec="milliseconds"),
        level=logging.getLevelName(level),
        logger=log.name,
        request_id=request_ids.current(),
        trace_id=span.trace_id if span else "",
        span_id=span.span_id if span else "",
        method=request.method,
        route=route,
        path=request.path,
        status=status,
        ms=round(took * 1000, 1),
        db_ms=round(tally.seconds * 1000, 1),
        statements=tally.statements,
        actor=tally.actor,
        outlet=tally.outlet_id,
    )
    # Past the formatter of the other lines: this one is JSON to its first character, and costs a tenth.
    sys.stderr.write(f"{msgspec.json.encode(line).decode()}\n")
