"""Routes of the transfer pages. They show what the API says now, not the published snapshot."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from chitrail.errors import InvalidInput, Unavailable
from chitrail.ids import new_id
from dashboards import current
from dashboards.purchasing import calls
from dashboards.purchasing.calls import Refused
from dashboards.transfers.forms import ACTS, MOST_LINES, body_of, request_of

pages = Blueprint("transfers", __name__, url_prefix="/manager/transfers")
OPEN = ("REQUESTED", "DISPATCHED")
MOST = 100


@pages.get("")
def transfers() -> str | tuple[str, int]:
    """Stock that goes to other outlets or comes from them, and a form to begin."""
    return _list("")


@pages.post("")
def begin() -> Response | str | tuple[str, int]:
    """Ask another outlet for stock, or begin to send it some."""
    try:
        made = calls.act("/api/transfers", request_of(request.form), request.form.get("key", ""))
    except Refused as refused:
        return _list(refused.detail, refused.refusal)
    except (InvalidInput, Unavailable) as refused:
        return _list(refused.detail, refused.status)
    return redirect(url_for("transfers.transfer", transfer_id=made["id"]), 303)


@pages.get("/<uuid:transfer_id>")
def transfer(transfer_id: UUID) -> str | tuple[str, int]:
    """One transfer with what this outlet can do to it."""
    return _one(transfer_id, "")


@pages.post("/<uuid:transfer_id>/<act>")
def do(transfer_id: UUID, act: str) -> Response | str | tuple[str, int]:
    """Send off, receive or cancel, and show it again."""
    if act not in ACTS:
        abort(404)
    path = f"/api/transfers/{transfer_id}"
    try:
        body = body_of(act, calls.read(path), request.form)
        calls.act(f"{path}/{act}", body, request.form.get("key", ""))
    except Refused as refused:
        return _one(transfer_id, refused.detail, refused.refusal)
    except Unavailable as away:
        return _one(transfer_id, away.detail, away.status)
    return redirect(url_for("transfers.transfer", transfer_id=transfer_id), 303)


def _list(problem: str, status: int = 200) -> str | tuple[str, int]:
    try:
        listed = calls.read(f"/api/transfers?limit={MOST}")["data"]
        kept = calls.read("/api/inventory/levels?limit=200")["data"]
    except Unavailable as away:
        return _frame("transfers.html", away=away.detail), away.status
    page = _frame(
        "transfers.html",
        problem=problem,
        waiting=[one for one in listed if one["status"] in OPEN],
        done=[one for one in listed if one["status"] not in OPEN],
        kept=kept,
        places=range(MOST_LINES),
        given=request.form,
    )
    return page, status


def _one(transfer_id: UUID, problem: str, status: int = 200) -> str | tuple[str, int]:
    try:
        found = calls.read(f"/api/transfers/{transfer_id}")
    except Refused as refused:
        abort(404, refused.detail)
    except Unavailable as away:
        return _frame("transfers.html", away=away.detail), away.status
    page = _frame("transfer.html", transfer=found, problem=problem, given=request.form)
    return page, status


def _frame(template: str, **shown: Any) -> str:
    return render_template(template, actor=current.actor(), key=new_id(), **shown)
