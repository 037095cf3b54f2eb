"""Browsers: which origins may call, and headers that keep a page from doing more than it should."""

from flask import Request, Response

from api.reply import add_ours
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


class Crossing:
    """What browsers of listed origins may do."""

    def __init__(self, settings: Settings) -> None:
        self._origins = frozenset(settings.origins)
        production = settings.env == PRODUCTION
        self._policies = POLICIES + ([("Strict-Transport-Security", HSTS)] if production else [])

    def preflight(self, request: Request) -> Response | None:
        """The answer to a browser that asks what it may; None to any other request."""
        return Response(status=204) if request.method == "OPTIONS" else None

    def mark(self, request: Request, response: Response) -> Response:
        """Set the policies on a response, unless it has stricter ones."""
        headers = response.headers
        names = {name for name, _ in headers}
        if "Content-Security-Policy" not in names:
            headers.add("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        if "Cache-Control" not in names:
            headers.add("Cache-Control", "no-cache" if "ETag" in names else "no-store")
        add_ours(request, self._policies)
        _allow_origin(request, response, self._origins)
        return response


def _allow_origin(request: Request, response: Response, origins: frozenset[str]) -> None:
    headers = response.headers
    origin = request.environ.get("HTTP_ORIGIN", "")
    if origin not in origins:
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = ALLOWED_METHODS
        headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
