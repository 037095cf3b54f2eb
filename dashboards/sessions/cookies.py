"""Who is signed in: the API's own tokens in cookies that no script can read."""

from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from chitrail.tokens import Actor, InvalidToken, decode
from dashboards import current
from dashboards.sessions.service import SignIn, SignInRefused

COOKIE, RENEWAL = "chitrail_session", "chitrail_renewal"
ROLES = frozenset({"manager", "admin"})
PROTECTED = "/manager/"
OPEN_ENDPOINTS = frozenset(
    {"sessions.form", "sessions.sign_in", "sessions.session", "assets.asset"}
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Guard every manager page."""
    app.before_request(guard)
    app.after_request(keep_renewed)


def guard() -> Response | None:
    """Let a request pass, send it to the sign-in, or refuse a form sent from another site."""
    if request.method not in SAFE_METHODS and not _same_site():
        abort(403, "This form was sent from another site.")
    if not request.path.startswith(PROTECTED) or request.endpoint in OPEN_ENDPOINTS:
        return None
    try:
        g.actor = _signed_in()
    except (InvalidToken, SignInRefused):
        back = request.full_path.rstrip("?") if request.method == "GET" else PROTECTED
        return redirect(url_for("sessions.form", next=back), 303)
    return None


def manager_of(token: str) -> Actor:
    """The manager or administrator a token speaks for. Raises InvalidToken for anybody else."""
    actor = decode(token, *current.settings().secret_keys)
    if actor.role not in ROLES or actor.is_display:
        raise InvalidToken("these pages are for managers")
    return actor


def bearer() -> str:
    """The token of this browser, the renewed one where its own had run out."""
    return g.renewed.token if "renewed" in g else request.cookies.get(COOKIE, "")


def is_signed_in() -> bool:
    """Whether the browser's token is good as it is, for a proxy that asks on behalf of other pages.

    Nothing is renewed: a proxy does not hand the new tokens on, and the old ones work only once.
    """
    token = request.cookies.get(COOKIE, "")
    try:
        actor = manager_of(token)
    except InvalidToken:
        return False
    return actor.session is None or current.keeping().is_signed_in(token)


def _signed_in() -> Actor:
    """Whom this browser's token speaks for; one that has run out is renewed. Raises as `manager_of`."""
    token = request.cookies.get(COOKIE, "")
    try:
        actor = manager_of(token)
    except InvalidToken:
        renewal = request.cookies.get(RENEWAL, "")
        if not renewal:
            raise
        g.renewed = current.keeping().renew(renewal)
        return manager_of(g.renewed.token)
    if actor.session is not None and not current.keeping().is_signed_in(token):
        raise InvalidToken("this sign-in has ended")
    return actor


def keep_renewed(response: Response) -> Response:
    """Hand the browser the tokens its request was renewed with, unless the page set others."""
    renewed: SignIn | None = g.get("renewed")
    if renewed is not None and not response.headers.getlist("Set-Cookie"):
        keep(response, renewed)
    return response


def keep(response: Response, signed_in: SignIn) -> None:
    """Store the tokens in the browser until they expire."""
    for name, value, seconds in (
        (COOKIE, signed_in.token, signed_in.seconds),
        (RENEWAL, signed_in.renewal, signed_in.renewal_seconds),
    ):
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=PROTECTED,
            secure=current.settings().address("dashboards").startswith("https://"),
            httponly=True,
            samesite="Strict",
        )


def drop(response: Response) -> None:
    """Forget the tokens."""
    for name in (COOKIE, RENEWAL):
        response.delete_cookie(name, path=PROTECTED, httponly=True, samesite="Strict")


def _same_site() -> bool:
    """A browser names the origin of every form it sends; other programs name none."""
    origin = request.headers.get("Origin")
    own = (request.host, urlsplit(current.settings().address("dashboards")).netloc)
    return origin is None or urlsplit(origin).netloc in own
