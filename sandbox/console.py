"""A page to see what the sandbox holds and to play the bank, the gateway and the weather by hand."""

import secrets
from datetime import UTC, datetime, timedelta
from sqlite3 import Row
from typing import Any

from flask import Blueprint, g, render_template

from sandbox import faults
from sandbox.doors import settings, store
from sandbox.settlements import INDIA
from sandbox.store import Entity, Page, Transaction

blueprint = Blueprint("console", __name__)

SHOWN = 25
KINDS = ("order", "payment", "refund", "qr_code", "settlement")


@blueprint.get("/")
def overview() -> Any:
    """The newest of everything, and the forms."""
    return page()


def page(notice: str = "", *, bad: bool = False) -> str:
    """The page, with a word about what was just done or refused."""
    g.nonce = secrets.token_urlsafe(16)
    with store().transaction(wakes=False) as transaction:
        shown: Entity = {
            "found": {kind: transaction.page(kind, Page(count=SHOWN)) for kind in KINDS},
            "webhooks": _webhooks(transaction),
            "faults": faults.listing(transaction),
            "clock": _moment(transaction.now()),
            "ahead": timedelta(seconds=transaction.offset),
        }
    return render_template(
        "console.html",
        **shown,
        settings=settings(),
        fault_kinds=faults.KINDS,
        notice=notice,
        bad=bad,
        moment=_moment,
    )


def _webhooks(store: Transaction) -> list[Entity]:
    rows = store.connection.execute(
        "SELECT * FROM webhook ORDER BY seq DESC LIMIT ?", (SHOWN,)
    ).fetchall()
    return [{**dict(row), "state": _state(row)} for row in rows]


def _state(row: Row) -> str:
    """delivered, lost, disabled or waiting."""
    if row["delivered_at"] is not None:
        return "delivered"
    if row["next_at"] is not None:
        return "waiting"
    return "lost" if row["last_status"] == "lost" else "disabled"


def _moment(seconds: int) -> str:
    """A time as the page shows it, in India."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(INDIA).strftime("%d %b %Y %H:%M:%S")
