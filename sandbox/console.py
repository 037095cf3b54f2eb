"""A page to see what the sandbox holds and to send a webhook again."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, g, redirect, render_template, request

from sandbox.doors import settings, store
from sandbox.store import Page
from sandbox.webhooks import resend

blueprint = Blueprint("console", __name__)

SHOWN = 25


@blueprint.get("/")
def overview() -> Any:
    """The newest orders, payments, refunds and webhooks."""
    g.nonce = secrets.token_urlsafe(16)
    page = Page(count=SHOWN)
    with store().transaction(wakes=False) as transaction:
        found = {kind: transaction.page(kind, page) for kind in ("order", "payment", "refund")}
        sent = transaction.connection.execute(
            "SELECT * FROM webhook ORDER BY seq DESC LIMIT ?", (SHOWN,)
        ).fetchall()
    return render_template("console.html", found=found, webhooks=sent, settings=settings())


@blueprint.post("/webhooks/<event_id>/resend")
def resend_webhook(event_id: str) -> Any:
    """Deliver an event again; only from this page itself."""
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.netloc != request.host:
        abort(403, "only from the sandbox's own page")
    with store().transaction() as transaction:
        resend(transaction, event_id)
    return redirect("/", code=303)
