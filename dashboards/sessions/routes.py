"""Routes of the sign-in form."""

import logging

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from chitrail.errors import ChitrailError, Unavailable
from chitrail.tokens import InvalidToken
from dashboards import current
from dashboards.sessions import cookies, service

log = logging.getLogger(__name__)
pages = Blueprint("sessions", __name__, url_prefix="/manager")


@pages.get("/sign-in")
def form() -> str:
    """The empty form."""
    return _form("", "")


@pages.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    """Check the password with the API and keep the token."""
    username = request.form.get("username", "").strip()
    try:
        answer = service.sign_in(current.settings(), username, request.form.get("password", ""))
        cookies.manager_of(answer.token)
    except InvalidToken:
        return _form(username, "These pages are for managers; this account is not one."), 403
    except ChitrailError as error:
        return _form(username, error.detail), error.status
    response = redirect(_inside(request.form.get("next", "")), 303)
    cookies.keep(response, answer)
    return response


@pages.get("/session")
def session() -> Response:
    """204 for a manager who is signed in, 401 for others: nginx asks it for the pages of Dagster."""
    return Response(status=204 if cookies.is_signed_in() else 401)


@pages.get("/renewed")
def renewed() -> Response:
    """Back to where a browser came from, with tokens renewed by the guard on the way."""
    return redirect(_inside(request.args.get("next", "")), 303)


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in and forget its tokens in this browser."""
    try:
        service.sign_out(current.settings(), cookies.bearer())
    except Unavailable as error:
        log.warning("signed out in the browser only, the API is away: %s", error.detail)
    response = redirect(url_for("sessions.form"), 303)
    cookies.drop(response)
    return response


def _form(username: str, problem: str) -> str:
    target = _inside(request.values.get("next", ""))
    return render_template("sign_in.html", username=username, problem=problem, next=target)


def _inside(target: str) -> str:
    """A manager page, whatever a link asked for."""
    outside = not target.startswith(cookies.PROTECTED) or "\\" in target or "sign-" in target
    return cookies.PROTECTED if outside else target
