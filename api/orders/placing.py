"""Placing orders: the busiest write, so one read and one write statement and no transaction around."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from api import idempotency, metrics
from api.database import Database, retrying, sqlstate
from api.discounts.redeeming import CouponExhausted, redeem
from api.idempotency import Key
from api.orders import reading
from api.orders.combos import dish_requests
from api.orders.draft import UNNUMBERED, Draft, DraftLine, placed_event
from api.orders.drafting import draft_order
from api.orders.modifying import same_modifiers
from api.orders.repricing import sums
from api.orders.schemas import Order, OrderRequest
from api.orders.statements import PLACE_ORDER
from api.orders.views import from_draft
from api.reply import Encoded, encode
from chitrail.errors import ChitrailError, Conflict
from chitrail.outbox import outbox_row
from chitrail.tokens import Actor

SOURCE = "chitrail/api"
UNIQUE_VIOLATION = "23505"


class OrderIdTaken(Conflict):
    """The client-made id names an order with other content."""

    code = "order-id-taken"
    title = "This order id belongs to another order"


def place(database: Database, actor: Actor, request: OrderRequest, key: Key) -> Encoded:
    """The placed order: 201, or 200 when the id names the same order already.

    Raises InvalidInput, ItemUnavailable, CouponExhausted, OrderIdTaken; the same key gives the same answer
    again.
    """
    return retrying(lambda: _place(database, actor, request, key))


def _place(database: Database, actor: Actor, request: OrderRequest, key: Key) -> Encoded:
    try:
        with database.autocommit() as connection:
            try:
                draft = draft_order(connection, actor.outlet_id, request)
            except ChitrailError:
                # A repetition gets its first answer, even if an item has run out since.
                stored = idempotency.lookup(connection, key)
                if stored is None:
                    raise
                return stored
            if not draft.discounts.applied:
                return _placed(_write(connection, actor, draft, key), actor, request)
        return _placed(_write_discounted(database, actor, draft, key), actor, request)
    except IntegrityError as error:
        # The key or the order's id is known; which constraint notices first is the planner's choice.
        if sqlstate(error) != UNIQUE_VIOLATION:
            raise
        return _answer_again(database, actor, request, key)


def _placed(answer: Encoded, actor: Actor, request: OrderRequest) -> Encoded:
    metrics.ORDERS_PLACED.labels(actor.outlet_id, request.order_type).inc()
    return answer


def _write_discounted(database: Database, actor: Actor, draft: Draft, key: Key) -> Encoded:
    """The order with its discounts, in one transaction: coupons are used up with it or not at all."""
    with database.transaction() as connection:
        try:
            redeem(connection, draft.outlet_id, draft.id, draft.discounts, draft.placed_at)
        except CouponExhausted:
            stored = idempotency.lookup(connection, key)
            if stored is None:
                raise
            return stored
        return _write(connection, actor, draft, key)


def _write(connection: Connection, actor: Actor, draft: Draft, key: Key) -> Encoded:
    placed_by = staff_id(actor)
    view = msgspec.json.encode(from_draft(draft, placed_by)).decode()
    # Only ids of our own making stand before the number, so this is the right place.
    before, _, after = view.partition(f'"number":{UNNUMBERED},')
    before, after = f'{before}"number":', f",{after}"
    headers = {"Location": f"/api/orders/{draft.id}", "ETag": '"1"'}
    event = outbox_row(
        placed_event(draft),
        outlet_id=draft.outlet_id,
        aggregate_id=str(draft.id),
        sequence=1,
        source=SOURCE,
        occurred_at=draft.placed_at,
    )
    given = {
        **event,
        **key.row,
        **_columns(draft),
        "placed_by": placed_by,
        "actor": actor.subject,
        "status": 201,
        "before": before,
        "after": after,
        "headers": msgspec.json.encode(headers).decode(),
    }
    number = connection.execute(PLACE_ORDER, given).scalar_one()
    return Encoded(201, f"{before}{number}{after}".encode(), headers)


def _columns(draft: Draft) -> dict[str, object]:
    lines = [_line(draft, line) for line in draft.lines]
    tickets = [
        {
            "id": ticket.id,
            "station": ticket.station,
            "course": ticket.course,
            "status": ticket.status,
        }
        for ticket in draft.tickets.values()
    ]
    return {
        "order_id": draft.id,
        "outlet_id": draft.outlet_id,
        "business_date": draft.business_date,
        "order_type": draft.request.order_type,
        "table_label": draft.request.table_label,
        "note": draft.request.note,
        "guests": draft.request.guests,
        "promised_at": draft.request.promised_at,
        "currency": draft.currency,
        **sums(draft.bill),
        "prices_include_tax": draft.terms.prices_include_tax,
        "service_charge_bp": draft.terms.service_charge_bp,
        "coupon_codes": draft.request.coupon_codes,
        "customer": draft.request.customer,
        "placed_at": draft.placed_at,
        "lines": msgspec.json.encode(lines).decode(),
        "tickets": msgspec.json.encode(tickets).decode(),
    }


def _line(draft: Draft, line: DraftLine) -> dict[str, object]:
    return {
        "id": line.id,
        "line_no": line.line_no,
        "item_id": line.item.id,
        "item_code": line.item.code,
        "item_name": line.name,
        "station": line.item.station,
        "quantity": line.request.quantity,
        "unit_price_paise": line.unit_price_paise,
        "total_paise": line.money.total_paise,
        "discount_paise": line.money.discount_paise,
        "service_charge_paise": line.money.service_charge_paise,
        "tax_included_paise": line.money.tax_included_paise,
        "tax_rate_bp": line.item.tax_rate_bp,
        "cgst_paise": line.money.cgst_paise,
        "sgst_paise": line.money.sgst_paise,
        "recipe_id": line.item.recipe_id,
        "note": line.request.note,
        "modifiers": line.modifiers.frozen,
        "ingredients": line.modifiers.ingredients,
        "allergens": line.modifiers.allergens,
        "prep_seconds": line.item.prep_seconds,
        "combo_id": line.combo_id,
        "combo_name": line.combo_name,
        "seat": line.request.seat,
        "course": line.course,
        "ticket_id": draft.tickets[line.place].id,
        "also": line.also(draft.tickets),
    }


def _answer_again(database: Database, actor: Actor, request: OrderRequest, key: Key) -> Encoded:
    """The stored answer of this key, or the order that has this id already."""
    with database.transaction() as connection:
        stored = idempotency.claim(connection, key)
        if stored is not None:
            return stored
        order_id = request.id
        existing = order_id and reading.find(connection, actor.outlet_id, order_id)
        if not existing or not same_content(existing.value, request):
            raise OrderIdTaken("another order has this id", field="id")
        answer = encode(existing, 200)
        idempotency.finish(connection, key, answer)
        return answer


_TOLD = (
    *("order_type", "table_label", "note", "coupon_codes", "customer"),
    *("guests", "promised_at"),
)
"""What a request says of the order itself, which the order keeps."""


def same_content(order: Order, request: OrderRequest) -> bool:
    """Whether a request would place just this order; the menu may have changed since."""
    ordered = [(line.quantity, line.note, line.seat) for line in order.lines]
    dishes = [dish for line in request.lines for dish in dish_requests(line)]
    asked = [(line.quantity, line.note, line.seat) for line in dishes]
    return (
        all(getattr(order, name) == getattr(request, name) for name in _TOLD)
        and ordered == asked
        and all(
            wanted.item_id in (None, line.item_id)
            and wanted.item_code in (None, line.item_code)
            and wanted.course in (None, line.course)
            and same_modifiers(line.modifiers, wanted.modifiers)
            for line, wanted in zip(order.lines, dishes, strict=True)
        )
    )


def staff_id(actor: Actor) -> UUID | None:
    """The caller's row in staff; None for a display."""
    return None if actor.is_display else UUID(actor.subject)
