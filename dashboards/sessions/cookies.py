"""Who is signed in: the API's own access token in a cookie that no script can read."""

from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from chitrail.tokens import Actor, InvalidToken, decode
from dashboards import current

COOKIE = "chitrail_session"
ROLES = frozenset({"manager", "admin"})
PROTECTED = "/manager/"
OPEN_ENDPOINTS = frozenset({"sessions.form", "sessions.sign_in", "assets.asset"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Guard every manager page."""
    app.before_request(guard)


def guard() -> Response | None:
    """Let a request pass, send it to the sign-in, or refuse a form sent from another site."""
    if request.method not in SAFE_METHODS and not _same_site():
        abort(403, "This form was sent from another site.")
    if not request.path.startswith(PROTECTED) or request.endpoint in OPEN_ENDPOINTS:
        return None
    try:
        g.actor = manager_of(request.cookies.get(COOKIE, ""))
    except InvalidToken:
        back = request.full_path.rstrip("?") if request.method == "GET" else PROTECTED
        return redirect(url_for("sessions.form", next=back), 303)
    return None


def manager_of(token: str) -> Actor:
    """The manager or administrator a token speaks for. Raises InvalidToken for anybody else."""
    actor = decode(token, current.settings().secret_key)
    if actor.role not in ROLES or actor.is_display:
        raise InvalidToken("these pages are for managers")
    return actor


def keep(response: Response, token: str, seconds: int) -> None:
    """Store the token in the browser until it expires."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=seconds,
        path=PROTECTED,
        secure=current.settings().address("dashboards").startswith("https://"),
        httponly=True,
        samesite="Strict",
    )


def drop(response: Response) -> None:
    """Forget the token."""
    response.delete_cookie(COOKIE, path=PROTECTED, httponly=True, samesite="Strict")


def _same_site() -> bool:
    """A browser names the origin of every form it sends; other programs name none."""
    origin = request.headers.get("Origin")
    own = (request.host, urlsplit(current.settings().address("dashboards")).netloc)
    return origin is None or urlsplit(origin).netloc in own
