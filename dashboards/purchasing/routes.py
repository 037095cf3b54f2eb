"""Routes of the purchasing pages. They show what the API says now, not the published snapshot."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from chitrail.errors import InvalidInput, Unavailable
from chitrail.ids import new_id
from dashboards import current
from dashboards.purchasing import calls
from dashboards.purchasing.calls import Refused
from dashboards.purchasing.forms import PATHS, body_of, consent_of

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


def _orders(problem: str, status: int = 200) -> str | tuple[str, int]:
    try:
        listed = calls.read(f"/api/purchase-orders?limit={MOST * 2}")["data"]
        invoices = calls.read(f"/api/supplier-invoices?limit={MOST}")["data"]
    except Unavailable as away:
        return _frame("purchasing.html", away=away.detail), away.status
    waiting = [order for order in listed if order["status"] in OPEN]
    page = _frame(
        "purchasing.html",
        problem=problem,
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
