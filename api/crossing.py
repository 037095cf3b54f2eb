"""Browsers: which origins may call, and headers that keep a page from doing more than it should."""

from flask import Flask, Response, request

from chitrail.settings import PRODUCTION, Settings

ALLOWED_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, "
    "traceparent, tracestate"
)
EXPOSED_HEADERS = (
    "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed, traceparent, Server-Timing, "
    "RateLimit, RateLimit-Policy"
)
ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
PREFLIGHT_SECONDS = "600"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
POLICIES = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-site"),
    ("Vary", "Origin"),
]
HSTS = "max-age=31536000; includeSubDomains"


def install(app: Flask, settings: Settings) -> None:
    """Answer preflights, and mark every response."""
    origins, production = frozenset(settings.origins), settings.env == PRODUCTION

    @app.before_request
    def preflight() -> Response | None:
        if request.method != "OPTIONS":
            return None
        return Response(status=204)

    policies = POLICIES + ([("Strict-Transport-Security", HSTS)] if production else [])

    @app.after_request
    def mark(response: Response) -> Response:
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            headers.add("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        if "Cache-Control" not in headers:
            headers.add("Cache-Control", "no-cache" if "ETag" in headers else "no-store")
        headers.extend(policies)
        _allow_origin(response, origins)
        return response


def _allow_origin(response: Response, origins: frozenset[str]) -> None:
    headers = response.headers
    origin = request.headers.get("Origin", "")
    if origin not in origins:
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = ALLOWED_METHODS
        headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
