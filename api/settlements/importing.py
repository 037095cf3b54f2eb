"""Books one settlement: its transfer and its lines, which are added once and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from api.models import AnyRow, table_of
from api.settlements import exceptions, joining, statements
from api.settlements.models import SettlementLine
from api.settlements.recon import Batch, ReconItem, instant
from chitrail.clock import business_date, now

FROM_FILE = "from_file"
"""Status of a settlement known by its lines alone; its amount is their sum until the gateway is asked."""
FAILED = "failed"
UNKNOWN_ZONE, UNKNOWN_CUTOVER_HOUR = "Asia/Kolkata", 4
"""Trading day of money that belongs to no outlet of ours."""
LINES = table_of(SettlementLine)


@dataclass(frozen=True)
class Booked:
    """How many lines of a settlement were new, and how many known before."""

    new: int
    known: int


def book(connection: Connection, batch: Batch, source: str) -> Booked:
    """Add what is new of a settlement; a known line with other content becomes an exception.

    `source` is api or csv. The lines of a transfer that failed are not booked: they come again in another.
    """
    connection.execute(statements.LOCK)
    at = now()
    stored = _stored(connection, batch.settlement_id)
    if batch.transfer is not None and batch.transfer.status == FAILED and not stored:
        return Booked(0, 0)
    _book_transfer(connection, batch, at)
    fresh, again = _sorted(batch.items, stored)
    joined = joining.ours(connection, fresh)
    rows = [_row(batch, item, joined.get(item.entity_id), source, at) for item in fresh]
    if rows:
        connection.execute(insert(LINES), rows)
    sums = {"id": batch.settlement_id, "status": FROM_FILE}
    connection.execute(statements.SUM_UP_FILE, sums)
    exceptions.compare_again(connection, again)
    return Booked(len(fresh), len(again))


def _stored(connection: Connection, settlement_id: str) -> dict[str, AnyRow]:
    rows = connection.execute(statements.STORED, {"id": settlement_id})
    return {row.entity_id: row for row in rows}


def _sorted(
    items: list[ReconItem], stored: dict[str, AnyRow]
) -> tuple[list[ReconItem], list[exceptions.Again]]:
    """Items that are new, and those that come again, with what was known of them."""
    fresh: dict[str, ReconItem] = {}
    again = []
    for item in items:
        if item.entity_id in stored:
            row = stored[item.entity_id]
            again.append(exceptions.Again.of_row(row, item))
        elif item.entity_id in fresh:
            again.append(exceptions.Again(fresh[item.entity_id].content, item))
        else:
            fresh[item.entity_id] = item
    return list(fresh.values()), again


def _book_transfer(connection: Connection, batch: Batch, at: datetime) -> None:
    transfer, first = batch.transfer, batch.items[0]
    row: dict[str, Any] = {"id": batch.settlement_id, "now": at}
    if transfer is None:
        row |= {"status": FROM_FILE, "utr": first.settlement_utr or ""}
        connection.execute(statements.HEADER_OF_FILE, {**row, "settled_at": first.settled_moment})
        return
    row |= {"status": transfer.status, "utr": transfer.utr or first.settlement_utr or ""}
    row |= {"amount_paise": transfer.amount, "fees_paise": transfer.fees, "tax_paise": transfer.tax}
    connection.execute(statements.HEADER, {**row, "settled_at": instant(transfer.created_at)})


def _row(
    batch: Batch, item: ReconItem, ours: AnyRow | None, source: str, at: datetime
) -> dict[str, Any]:
    zone = UNKNOWN_ZONE if ours is None else ours.zone
    cutover_hour = UNKNOWN_CUTOVER_HOUR if ours is None else ours.cutover_hour
    return {
        "settlement_id": batch.settlement_id,
        "entity_id": item.entity_id,
        "type": item.type,
        "outlet_id": None if ours is None else ours.outlet_id,
        "order_id": None if ours is None else ours.order_id,
        "payment_id": None if ours is None else ours.payment_id,
        "refund_id": None if ours is None else ours.refund_id,
        "razorpay_payment_id": item.entity_id if item.type == "payment" else item.payment_id,
        "razorpay_order_id": item.order_id,
        "currency": item.currency,
        "amount_paise": item.amount,
        "credit_paise": item.credit,
        "debit_paise": item.debit,
        "fee_paise": item.fee,
        "tax_paise": item.tax,
        "method": item.method or "",
        "utr": item.settlement_utr or "",
        "entity_created_at": instant(item.created_at),
        "settled_at": item.settled_moment,
        "business_date": business_date(item.settled_moment, zone, cutover_hour),
        "source": source,
        "imported_at": at,
    }
