"""Settlements and the reconciliation list: what the gateway says it has paid out, line by line."""

import csv
import io
import json
import re
from datetime import datetime, timedelta, timezone

from sandbox import validation
from sandbox.errors import ApiError, unknown_id
from sandbox.store import Entity, Transaction

INDIA = timezone(timedelta(hours=5, minutes=30))
"""Asia/Kolkata, which has no summer time; years, months and days are those of India."""
MOST_LINES = 1000
DECEMBER = 12

COLUMNS = (
    *("entity_id", "type", "debit", "credit", "amount", "currency", "fee", "tax", "on_hold"),
    *("settled", "created_at", "settled_at", "settlement_id", "posted_at", "credit_type"),
    *("description", "notes", "payment_id", "settlement_utr", "order_id", "order_receipt"),
    *("method", "card_network", "card_issuer", "card_type", "dispute_id"),
)


def fetch(store: Transaction, settlement_id: str) -> Entity:
    """Raises ApiError when there is no such settlement."""
    settlement = store.get(settlement_id, "settlement")
    if settlement is None:
        raise unknown_id()
    return settlement


def recon(store: Transaction, query: dict[str, str]) -> list[Entity]:
    """Lines settled in a month or on a day of India: {year, month, day, count, skip}. Raises ApiError."""
    since, until = _span(query)
    rows = store.connection.execute(
        """SELECT body FROM settlement_line WHERE settled_at >= ? AND settled_at < ?
           ORDER BY seq LIMIT ? OFFSET ?""",
        (
            int(since.timestamp()),
            int(until.timestamp()),
            validation.whole(query.get("count", validation.DEFAULT_COUNT), "count", 1, MOST_LINES),
            validation.paging({"skip": query.get("skip", "0")}).skip,
        ),
    )
    return [json.loads(row["body"]) for row in rows]


def lines(store: Transaction, settlement_id: str) -> list[Entity]:
    """All lines of one settlement. Raises ApiError."""
    fetch(store, settlement_id)
    rows = store.connection.execute(
        "SELECT body FROM settlement_line WHERE settlement_id = ? ORDER BY seq", (settlement_id,)
    )
    return [json.loads(row["body"]) for row in rows]


def as_csv(items: list[Entity]) -> str:
    """The lines as CSV; the header has the names of the fields."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for item in items:
        writer.writerow(
            {
                name: str(value).lower() if isinstance(value, bool) else value
                for name, value in item.items()
            }
        )
    return text.getvalue()


def line(store: Transaction, ledger: Entity, settlement: Entity) -> Entity:
    """The line of one ledger entry (a payment or a refund) in a settlement."""
    entity = store.get(ledger["entity_id"]) or {}
    payment = store.get(ledger["payment_id"]) or {}
    order = store.get(ledger["order_id"] or "") or {}
    card = payment.get("_card") or {}
    is_payment = ledger["type"] == "payment"
    return {
        **blank(ledger["type"], settlement),
        "entity_id": ledger["entity_id"],
        "debit": ledger["debit"],
        "credit": ledger["credit"],
        "amount": entity["amount"],
        "fee": ledger["fee"],
        "tax": ledger["tax"],
        "created_at": entity["created_at"],
        "description": payment.get("description"),
        "notes": json.dumps(entity["notes"] or {}),
        "payment_id": None if is_payment else ledger["payment_id"],
        "order_id": ledger["order_id"],
        "order_receipt": order.get("receipt"),
        "method": payment.get("method"),
        "card_network": card.get("network"),
        "card_issuer": card.get("issuer"),
        "card_type": card.get("type"),
    }


def blank(kind: str, settlement: Entity) -> Entity:
    """A line of a settlement with no money in it."""
    return {
        **dict.fromkeys(COLUMNS),
        "type": kind,
        "debit": 0,
        "credit": 0,
        "currency": "INR",
        "fee": 0,
        "tax": 0,
        "on_hold": False,
        "settled": True,
        "settled_at": settlement["created_at"],
        "settlement_id": settlement["id"],
        "credit_type": "default",
        "notes": "{}",
        "settlement_utr": settlement["utr"],
    }


def _span(query: dict[str, str]) -> tuple[datetime, datetime]:
    if not re.fullmatch(r"[1-9]\d{3}", query.get("year", "")):
        raise ApiError("The year must be 4 digits.", field="year")
    if not re.fullmatch(r"0?[1-9]|1[0-2]", query.get("month", "")):
        raise ApiError("The month is not a valid month.", field="month")
    year, month = int(query["year"]), int(query["month"])
    first = datetime(year, month, 1, tzinfo=INDIA)
    following = datetime(year + month // DECEMBER, month % DECEMBER + 1, 1, tzinfo=INDIA)
    if "day" not in query:
        return first, following
    if not re.fullmatch(r"0?[1-9]|[12]\d|3[01]", query["day"]):
        raise ApiError("The day must be between 1 and 2 digits.", field="day")
    since = first + timedelta(days=int(query["day"]) - 1)
    return min(since, following), min(since + timedelta(days=1), following)
