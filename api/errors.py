"""One way to say no: every error becomes an RFC 9457 problem document with the request's id."""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from api import request_ids
from api.database import constraint_of, is_away, message_of, sqlstate
from chitrail.errors import ChitrailError, Conflict, InvalidInput, Unavailable

log = logging.getLogger(__name__)

PROBLEM_TYPE = "urn:chitrail:problem:"
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "1"
LOCK_NOT_AVAILABLE = "55P03"
QUERY_CANCELLED = "57014"
DATA_EXCEPTION = "22"
NOT_ENOUGH_LEFT = "stock_reserved_is_there"


class NotEnoughLeft(Conflict):
    """An item that follows the stock was just sold to somebody else."""

    code = "item-unavailable"
    title = "An item is not available"


class InternalError(ChitrailError):
    """A fault of ours; the log has the traceback under the same request id."""

    status = 500
    code = "internal-error"
    title = "Something went wrong on our side"


def install(app: Flask) -> None:
    """Render every exception that leaves a view, and every error of routing."""
    app.register_error_handler(Exception, render)


def render(error: Exception) -> Response:
    """Problem document of an exception; HTTP errors without a body of their own included."""
    if isinstance(error, HTTPException):
        return _http_problem(error)
    refused = refusal(error)
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error(
            "%s %s %s: %s",
            request_ids.current(),
            request.method,
            request.path,
            refused.detail,
            exc_info=error,
        )
    return problem(
        refused.status,
        refused.code,
        refused.title,
        refused.detail,
        field=refused.field,
        extra=refused.extra,
    )


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    field: str = "",
    extra: dict[str, object] | None = None,
) -> Response:
    """The document itself; `extra` adds members (RFC 9457, 3.2)."""
    document: dict[str, Any] = {
        "type": PROBLEM_TYPE + code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "request_id": request_ids.current(),
        "errors": [{"field": field, "reason": detail}] if field else [],
        **(extra or {}),
    }
    response = Response(msgspec.json.encode(document), status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="chitrail"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE or code == "idempotency-key-in-flight":
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(document["retry_after_seconds"])
    return response


def _http_problem(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        # Werkzeug raises redirects as exceptions too.
        return Response(status=status, headers=error.get_headers(request.environ))
    code = error.name.lower().replace(" ", "-")
    response = problem(status, code, error.name, error.description or error.name)
    for name, value in error.get_headers(request.environ):
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def refusal(error: Exception) -> ChitrailError:
    """What an exception means to the caller; InternalError for what nobody foresaw."""
    if isinstance(error, ChitrailError):
        return error
    if isinstance(error, DBAPIError | PoolTimeout):
        return _database_refusal(error)
    return InternalError("the request failed; quote the request id when you report it")


def _database_refusal(error: DBAPIError | PoolTimeout) -> ChitrailError:
    if is_away(error):
        return Unavailable("the database cannot be reached just now")
    if isinstance(error, PoolTimeout):
        return Unavailable("all database connections are busy")
    state = sqlstate(error)
    if state == LOCK_NOT_AVAILABLE:
        return Conflict("somebody else is changing this right now; try again")
    if state == QUERY_CANCELLED:
        return Unavailable("the database took too long")
    if constraint_of(error) == NOT_ENOUGH_LEFT:
        return NotEnoughLeft(message_of(error), unavailable_because="out_of_stock")
    if isinstance(error, IntegrityError):
        log.warning("constraint %s refused a change", constraint_of(error), exc_info=error)
        return Conflict("this would break a rule of the books", constraint=constraint_of(error))
    if state.startswith(DATA_EXCEPTION):
        return InvalidInput("a value is outside what can be stored")
    return InternalError("the request failed; quote the request id when you report it")
