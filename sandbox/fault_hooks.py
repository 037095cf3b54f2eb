"""Faults of the API: struck round the real handler, so that an effect is really there or really not."""

import json
import time
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, request

from sandbox import faults
from sandbox.doors import store
from sandbox.errors import ApiError
from sandbox.faults import Fault

HELD_SECONDS = 60.0
FAULTY = "/v1/"
PAGES = "/v1/checkout"

_HTML = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)
_TROUBLE = (
    "We are facing some trouble completing your request at the moment. Please try again shortly."
)
_BUSY = "Request failed because another request with the same idempotency key is in progress."


def install(app: Flask) -> None:
    """Strike every call of /v1; to be installed behind the check of the keys."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> Response | None:
    if not request.path.startswith(FAULTY) or request.path.startswith(PAGES):
        return None
    with store().transaction(wakes=False) as transaction:
        fault = faults.strike(transaction, faults.API, f"{request.method} {request.path}")
    if fault is None:
        return None
    if fault.kind in faults.AFTER:
        g.fault = fault
        return None
    return _instead(fault)


def _instead(fault: Fault) -> Response:
    """The answer in place of the handler's."""
    if fault.kind == "timeout_before":
        time.sleep(fault.pause(HELD_SECONDS))
        return _error(_TROUBLE, HTTPStatus.GATEWAY_TIMEOUT, "SERVER_ERROR")
    if fault.kind == "rate_limited":
        return _error("Too many requests", HTTPStatus.TOO_MANY_REQUESTS, "BAD_REQUEST_ERROR")
    if fault.kind == "idempotency_conflict":
        return _error(_BUSY, HTTPStatus.CONFLICT, "BAD_REQUEST_ERROR")
    if fault.kind == "html_error":
        return Response(_HTML, HTTPStatus.BAD_GATEWAY, mimetype="text/html")
    return _error(_TROUBLE, HTTPStatus.INTERNAL_SERVER_ERROR, "SERVER_ERROR")


def _after(response: Response) -> Response:
    fault: Fault | None = getattr(g, "fault", None)
    if fault is None or response.status_code != HTTPStatus.OK:
        return response
    if fault.kind == "timeout_after_success":
        time.sleep(fault.pause(HELD_SECONDS))
    elif fault.kind == "server_error_after_success":
        return _error(_TROUBLE, HTTPStatus.INTERNAL_SERVER_ERROR, "SERVER_ERROR")
    elif fault.kind == "bad_json":
        whole = response.get_data()
        response.set_data(whole[: len(whole) // 2])
    else:
        response.set_data(json.dumps(_off_by_one(response.get_json())))
    return response


def _off_by_one(document: Any) -> Any:
    """The amount of the entity, or of the first of a list, is one paisa too much."""
    items = document.get("items") or [document]
    if "amount" in items[0]:
        items[0]["amount"] += 1
    return document


def _error(description: str, status: int, code: str) -> Response:
    error = ApiError(description, status=status, code=code, source="NA", step="NA", reason="NA")
    return make_response(jsonify(error.body), status)
