"""Browsers: which origins may call, and headers that keep a page from doing more than it should."""

from flask import Flask, Response, request

from chitrail.settings import PRODUCTION, Settings

ALLOWED_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
)
EXPOSED_HEADERS = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed"
ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
PREFLIGHT_SECONDS = "600"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HSTS = "max-age=31536000; includeSubDomains"


def install(app: Flask, settings: Settings) -> None:
    """Answer preflights, and mark every response."""
    origins = frozenset(settings.origins)

    @app.before_request
    def preflight() -> Response | None:
        if request.method != "OPTIONS":
            return None
        return Response(status=204)

    @app.after_request
    def mark(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Cache-Control", "no-store")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Resource-Policy"] = "same-site"
        if settings.env == PRODUCTION:
            headers["Strict-Transport-Security"] = HSTS
        _allow_origin(response, origins)
        return response


def _allow_origin(response: Response, origins: frozenset[str]) -> None:
    headers = response.headers
    headers.add("Vary", "Origin")
    origin = request.headers.get("Origin", "")
    if origin not in origins:
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = ALLOWED_METHODS
        headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
