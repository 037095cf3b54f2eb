"""Receiving against an order: what is accepted enters the stock by one document, once.

The order's lock lets one receipt in at a time; the checks of `purchase_order_lines` hold whatever comes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.auth import approvals
from api.inventory.recording import Fact, FactLine, write
from api.models import AnyRow
from api.outlets.service import trading_day
from api.purchasing import numbering
from api.purchasing import queries as purchasing
from api.purchasing.buying import tax_is_cost
from api.purchasing.service import advance, held, note
from api.purchasing.service import read as read_order
from api.receiving import invoices, reading
from api.receiving.arrivals import Arrival, arrival
from api.receiving.queries import LINES, RECEIPTS
from api.receiving.schemas import Receipt, ReceiptRequest
from api.reply import Reply
from api.suppliers.items import add_price
from api.suppliers.queries import items_by_id
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.money import MAX_PAISE
from chitrail.states import PurchaseStatus, check_edge
from chitrail.tokens import Actor


@dataclass(frozen=True)
class _Delivery:
    """A receipt in the making."""

    connection: Connection
    actor: Actor
    order: AnyRow
    request: ReceiptRequest
    at: datetime
    today: date


def receive(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    request: ReceiptRequest,
    expected: int | None,
) -> Reply[Receipt]:
    """Record what came of an order that was sent.

    Raises NotFound, PreconditionFailed, IllegalTransition, InvalidInput, ApprovalRequired for more than the
    tolerance, InvoiceKnown.
    """
    order = held(connection, actor, order_id, expected)
    check_edge("purchase", PurchaseStatus(order.status), PurchaseStatus.PARTLY_RECEIVED)
    at = now()
    today = trading_day(connection, actor.outlet_id, at)
    delivery = _Delivery(connection, actor, order, request, at, today)
    lines = purchasing.lines(connection, order_id)
    arrivals = _arrivals(delivery, lines)
    approved_with = _count(delivery, lines, arrivals)
    receipt_id = _store(delivery, arrivals, approved_with)
    if request.invoice is not None:
        invoices.attach(connection, actor, order.supplier_id, request.invoice, [receipt_id])
    _note_prices(delivery, arrivals)
    _step(delivery, arrivals)
    made = reading.read(connection, actor.outlet_id, receipt_id)
    told = read_order(connection, actor.outlet_id, order_id).value
    details = {"receipt": made.number, "received": made.total, "refused": made.refused}
    note(connection, actor, "goods-received", told, approved_with=approved_with, **details)
    return Reply(made, location=f"/api/goods-receipts/{receipt_id}")


def _arrivals(delivery: _Delivery, lines: Sequence[AnyRow]) -> list[Arrival]:
    ordered = {line.id: line for line in lines}
    wanted = {line.supplier_item_id for line in lines}
    wanted |= {one.instead_item_id for one in delivery.request.lines if one.instead_item_id}
    outlet_id, supplier_id = delivery.actor.outlet_id, delivery.order.supplier_id
    items = items_by_id(delivery.connection, outlet_id, delivery.today, wanted)
    found = [
        arrival(one, ordered, items, supplier_id, delivery.today, f"lines/{place}")
        for place, one in enumerate(delivery.request.lines)
    ]
    if sum(one.cost.total_paise + one.refused_cost.total_paise for one in found) > MAX_PAISE:
        raise InvalidInput("cost more than one receipt may", field="lines")
    return found


def _count(
    delivery: _Delivery, lines: Sequence[AnyRow], arrivals: Sequence[Arrival]
) -> UUID | None:
    """Count what was accepted on the order's lines; who else agreed, where it is too much."""
    came: dict[UUID, Decimal] = defaultdict(Decimal)
    given_up = set()
    for one in arrivals:
        came[one.ordered.id] += one.counted
        if one.request.rest == "CLOSE":
            given_up.add(one.ordered.id)
    changed, too_much = list[tuple[UUID, dict[str, Any]]](), False
    for line in lines:
        if line.id not in came:
            continue
        received = line.received_packs + came[line.id]
        missing = max(line.packs - received, Decimal(0))
        ends = line.id in given_up or line.short_packs > 0
        columns = {"received_packs": received, "short_packs": missing if ends else Decimal(0)}
        if received > line.most_packs:
            too_much = True
            columns["most_packs"] = received
        changed.append((line.id, columns))
    second = None
    if too_much:
        act, approval = approvals.OVER_RECEIPT, delivery.request.approval
        second = approvals.require(
            delivery.connection, delivery.actor, act, delivery.order.id, approval
        )
    table = purchasing.LINES
    for line_id, columns in changed:
        delivery.connection.execute(update(table).where(table.c.id == line_id).values(columns))
    return second


def _store(delivery: _Delivery, arrivals: Sequence[Arrival], approved_with: UUID | None) -> UUID:
    connection, actor = delivery.connection, delivery.actor
    receipt_id = new_id()
    net = sum(one.cost.net_paise for one in arrivals)
    tax = sum(one.cost.tax_paise for one in arrivals)
    number = numbering.take(connection, actor.outlet_id, numbering.RECEIPT, delivery.at)
    row = {
        "id": receipt_id,
        "outlet_id": actor.outlet_id,
        "order_id": delivery.order.id,
        "supplier_id": delivery.order.supplier_id,
        "number": number,
        "business_date": delivery.today,
        "document_id": _into_stock(delivery, arrivals, number),
        "delivery_note": delivery.request.delivery_note,
        "note": delivery.request.note,
        "ordered_paise": sum(one.ordered_cost.total_paise for one in arrivals),
        "net_paise": net,
        "tax_paise": tax,
        "total_paise": net + tax,
        "refused_paise": sum(one.refused_cost.total_paise for one in arrivals),
        "approved_with": approved_with,
        "received_by": actor.subject,
        "received_at": delivery.at,
    }
    connection.execute(insert(RECEIPTS).values(row))
    rows = [one.columns(receipt_id, place) for place, one in enumerate(arrivals)]
    connection.execute(insert(LINES), rows)
    return receipt_id


def _into_stock(delivery: _Delivery, arrivals: Sequence[Arrival], number: str) -> UUID | None:
    """The stock document of what was accepted: a line a lot, worth what was paid for it."""
    with_tax = tax_is_cost(delivery.connection, delivery.actor.outlet_id)
    lots: dict[tuple[UUID, str, str, date | None], list[Decimal]] = {}
    for one in arrivals:
        if not one.quantity:
            continue
        lot = (one.request.lot_code, one.request.expires_on)
        key = (one.item.ingredient_id, one.item.unit, *lot)
        sums = lots.setdefault(key, [Decimal(0), Decimal(0)])
        sums[0] += one.quantity
        sums[1] += one.cost.total_paise if with_tax else one.cost.net_paise
    if not lots:
        return None
    lines = [
        FactLine(
            ingredient_id=ingredient_id,
            unit=unit,
            quantity=quantity,
            value_paise=worth,
            lot_code=lot_code,
            expires_on=expires_on,
        )
        for (ingredient_id, unit, lot_code, expires_on), (quantity, worth) in lots.items()
    ]
    fact = Fact(kind="RECEIPT", lines=lines, reference=number, reason=delivery.order.number)
    return write(delivery.connection, delivery.actor, fact)


def _note_prices(delivery: _Delivery, arrivals: Sequence[Arrival]) -> None:
    """A price that was accepted and is another than the one known becomes the item's."""
    known: dict[UUID, int | None] = {one.item.id: one.item.price_paise for one in arrivals}
    for one in arrivals:
        if one.packs and one.is_dearer_or_cheaper and known[one.item.id] != one.price_paise:
            known[one.item.id] = one.price_paise
            add_price(
                delivery.connection,
                delivery.actor,
                one.item.id,
                one.price_paise,
                delivery.today,
                one.request.reason,
            )


def _step(delivery: _Delivery, arrivals: Sequence[Arrival]) -> None:
    """Bring the order along: RECEIVED when nothing is to come any more."""
    lines = purchasing.lines(delivery.connection, delivery.order.id)
    done = all(line.received_packs + line.short_packs >= line.packs for line in lines)
    moved = any(one.packs or one.request.rest == "CLOSE" for one in arrivals)
    status = PurchaseStatus(delivery.order.status)
    if moved:
        status = PurchaseStatus.RECEIVED if done else PurchaseStatus.PARTLY_RECEIVED
    advance(delivery.connection, delivery.order, status=status)
