"""Security headers: pages load nothing from elsewhere and run no inline script."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from chitrail.settings import Settings

# Plotly writes style attributes on the shapes it draws, so styles may be inline; scripts may not.
MANAGER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCREEN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' {origins}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCREENS = ("/kds/", "/board/", "/order/", "/floor/")
"""Built pages that call the API and the gateway from the browser."""
# Under `no-referrer` browsers send forms with `Origin: null`, and the check of a form's origin would fail.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def install(app: Flask, settings: Settings) -> None:
    """Set the headers on every answer."""
    screen_policy = SCREEN_POLICY.format(origins=" ".join(_origins(settings)))
    https = settings.address("dashboards").startswith("https://")

    def secure(response: Response) -> Response:
        policy = screen_policy if request.path.startswith(SCREENS) else MANAGER_POLICY
        response.headers["Content-Security-Policy"] = policy
        response.headers.update(HEADERS)
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(secure)


def _origins(settings: Settings) -> list[str]:
    """Where the screens call: the API, and the gateway by HTTP and by WebSocket."""
    found = []
    for service in ("api", "realtime"):
        parts = urlsplit(settings.address(service))
        found.append(f"{parts.scheme}://{parts.netloc}")
    web_socket = "wss" if parts.scheme == "https" else "ws"
    return [*dict.fromkeys(found), f"{web_socket}://{parts.netloc}"]
