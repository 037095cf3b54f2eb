"""Routes of the purchasing pages. They show what the API says now, not the published snapshot."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from chitrail.clock import now
from chitrail.errors import InvalidInput, Unavailable
from chitrail.ids import new_id
from dashboards import current
from dashboards.purchasing import calls
from dashboards.purchasing.calls import Refused
from dashboards.purchasing.forms import PATHS, body_of, consent_of, draft_of
from dashboards.snapshot import NothingPublished, open_snapshot
from warehouse.targets import targets

pages = Blueprint("purchasing", __name__, url_prefix="/manager/purchasing")
OPEN = ("DRAFT", "APPROVED", "SENT", "PARTLY_RECEIVED")
MOST = 50


@pages.get("")
def orders() -> str | tuple[str, int]:
    """Orders that wait for somebody, those that are done, and invoices that differ."""
    return _orders("")


@pages.post("/invoices/<uuid:invoice_id>/accept")
def accept(invoice_id: UUID) -> Response | str | tuple[str, int]:
    """Accept what an invoice differs by."""
    path = f"/api/supplier-invoices/{invoice_id}/accept"
    body = {"note": request.form.get("note", "").strip()}
    try:
        calls.act(path, body, request.form.get("key", ""))
    except Refused as refused:
        return _orders(refused.detail, refused.refusal)
    except Unavailable as away:
        return _orders(away.detail, away.status)
    return redirect(url_for("purchasing.orders"), 303)


@pages.get("/<uuid:order_id>")
def order(order_id: UUID) -> str | tuple[str, int]:
    """One order with what can be done to it."""
    return _order(order_id, "")


@pages.post("/drafts")
def draft() -> str | tuple[str, int]:
    """Have drafts made of what the published forecast and the stock of this moment ask for."""
    try:
        with open_snapshot(current.settings().warehouse_snapshot) as connection:
            wanted = targets(connection, current.actor().outlet_id, now())
        if not wanted:
            return _orders("The warehouse knows no ingredient of this outlet yet.", 409)
        key = request.form.get("key", "") or str(new_id())  # asking twice doubles nothing anyway
        made = calls.act("/api/reorder/drafts", {"targets": wanted}, key)
    except NothingPublished:
        return _orders("Nothing is published yet: the pipelines make the first forecast.", 503)
    except Refused as refused:
        return _orders(refused.detail, refused.refusal)
    except Unavailable as away:
        return _orders(away.detail, away.status)
    return _orders("", made=made)


@pages.post("/<uuid:order_id>/change")
def change(order_id: UUID) -> Response | str | tuple[str, int]:
    """Change the packs of a draft, and show it again."""
    path = f"/api/purchase-orders/{order_id}"
    try:
        found = calls.read(path)
        version = int(request.form.get("version", "0"))
        calls.change(path, draft_of(found, request.form), version, request.form.get("key", ""))
    except Refused as refused:
        return _order(order_id, refused.detail, refused.refusal)
    except (InvalidInput, Unavailable) as refused:
        return _order(order_id, refused.detail, refused.status)
    except ValueError:
        abort(400)
    return redirect(url_for("purchasing.order", order_id=order_id), 303)


@pages.post("/<uuid:order_id>/<act>")
def do(order_id: UUID, act: str) -> Response | str | tuple[str, int]:
    """Do something to an order, and show it again."""
    if act not in PATHS:
        abort(404)
    try:
        found = calls.read(f"/api/purchase-orders/{order_id}")
        consent = consent_of(act, str(order_id), request.form)
        body = body_of(act, found, request.form, consent)
        path = f"/api/purchase-orders/{order_id}/{PATHS[act]}"
        calls.act(path, body, request.form.get("key", ""))
    except Refused as refused:
        return _order(order_id, refused.detail, refused.refusal)
    except (InvalidInput, Unavailable) as refused:
        return _order(order_id, refused.detail, refused.status)
    return redirect(url_for("purchasing.order", order_id=order_id), 303)


def _orders(
    problem: str, status: int = 200, made: dict[str, Any] | None = None
) -> str | tuple[str, int]:
    try:
        listed = calls.read(f"/api/purchase-orders?limit={MOST * 2}")["data"]
        invoices = calls.read(f"/api/supplier-invoices?limit={MOST}")["data"]
    except Unavailable as away:
        return _frame("purchasing.html", away=away.detail), away.status
    waiting = [order for order in listed if order["status"] in OPEN]
    page = _frame(
        "purchasing.html",
        problem=problem,
        made=made,
        waiting=sorted(waiting, key=lambda order: OPEN.index(order["status"])),
        done=[order for order in listed if order["status"] not in OPEN][:MOST],
        invoices=[invoice for invoice in invoices if invoice["status"] == "DIFFERS"],
    )
    return page, status


def _order(order_id: UUID, problem: str, status: int = 200) -> str | tuple[str, int]:
    try:
        found = calls.read(f"/api/purchase-orders/{order_id}")
        receipts = calls.read(f"/api/goods-receipts?order_id={order_id}")["data"]
    except Refused as refused:
        abort(404, refused.detail)
    except Unavailable as away:
        return _frame("purchasing.html", away=away.detail), away.status
    page = _frame(
        "purchase_order.html", order=found, receipts=receipts, problem=problem, given=request.form
    )
    return page, status


def _frame(template: str, **shown: Any) -> str:
    return render_template(template, actor=current.actor(), key=new_id(), **shown)
