"""The Flask application of the sandbox."""

import base64
import binascii
import hmac
import logging
from typing import Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox import (
    api,
    checkout,
    console,
    console_forms,
    fault_hooks,
    fault_routes,
    machine,
    qr_routes,
    settlement_routes,
)
from sandbox.agenda import Ticker
from sandbox.calendar import AGENDA
from sandbox.delivery import Deliverer
from sandbox.errors import ApiError
from sandbox.settings import SandboxSettings
from sandbox.store import Store

LARGEST_BODY = 1_000_000
PUBLIC = ("/v1/checkout", "/healthz", "/static/")
BLUEPRINTS = (
    api.blueprint,
    checkout.blueprint,
    console.blueprint,
    console_forms.blueprint,
    fault_routes.blueprint,
    machine.blueprint,
    qr_routes.blueprint,
    settlement_routes.blueprint,
)

log = logging.getLogger(__name__)


def create_app(settings: SandboxSettings) -> Flask:
    """The application; starts the threads that keep the agenda and, with an address, deliver webhooks."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    store = Store(settings.data, settings.seed)
    app.extensions["sandbox"] = (store, settings)
    store.first = AGENDA.do_due
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_authenticate)
    fault_hooks.install(app)
    app.after_request(_headers)
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(Exception, _unexpected)
    Ticker(store).start()
    if settings.webhook_url:
        Deliverer(store, settings).start()
    return app


def _authenticate() -> Response | None:
    """HTTP Basic with key id and secret on the API; pages for people are open on this machine."""
    from flask import current_app

    _, settings = current_app.extensions["sandbox"]
    guarded = request.path.startswith(("/v1/", "/sandbox/")) and not request.path.startswith(PUBLIC)
    if not guarded:
        return None
    expected = f"{settings.key_id}:{settings.key_secret}".encode()
    if hmac.compare_digest(_credentials(request.headers.get("Authorization", "")), expected):
        return None
    error = ApiError("Authentication failed", reason="NA", source="NA", step="NA", status=401)
    response = jsonify(error.body)
    response.status_code = error.status
    response.headers["WWW-Authenticate"] = 'Basic realm="Razorpay"'
    return response


def _credentials(header: str) -> bytes:
    try:
        return base64.b64decode(header.removeprefix("Basic "), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _headers(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # Not no-referrer: browsers would send "Origin: null" with the console's own forms.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    nonce = getattr(g, "nonce", None)
    if nonce:
        form_action = " ".join(("'self'", *getattr(g, "form_targets", ())))
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'nonce-{nonce}'; "
            f"form-action {form_action}; base-uri 'none'"
        )
        response.headers["Cache-Control"] = "no-store"
    return response


def _api_error(error: ApiError) -> tuple[Any, int]:
    return error.body, error.status


def _unexpected(error: Exception) -> tuple[Any, int]:
    if isinstance(error, HTTPException):
        return _http_error(error)
    log.error("request failed", exc_info=error)
    body = ApiError(
        "We are facing some trouble completing your request at the moment.", code="SERVER_ERROR"
    )
    return body.body, 500


def _http_error(error: HTTPException) -> tuple[Any, int]:
    """An unknown address, or a known one with another method, is a bad request in the API."""
    description, status = error.description or error.name, error.code or 500
    if request.path.startswith("/v1/") and status in (404, 405):
        description, status = "The requested URL was not found on the server.", 400
    problem = ApiError(description, reason="NA", source="NA", step="NA", status=status)
    return problem.body, problem.status
