"""Orders that change after they were placed: dishes added, changed, taken off; guests who move.

What the kitchen has begun keeps its ticket; what is ordered later hangs on a ticket of its own.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.menu.queries import ordered_items
from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.combos import asked_items
from api.orders.consent import is_begun, take_off_begun
from api.orders.disposition import dispose
from api.orders.draft import ChosenLine, DraftTicket, Place, choose, tickets_for
from api.orders.following import follow_tickets
from api.orders.modifying import LineModifiers, modifiers_of_line
from api.orders.queries import LINES
from api.orders.rail import new_ticket, next_round, rehang
from api.orders.repricing import UNPRICED, reprice
from api.orders.routing import tickets_of
from api.orders.schemas import AddLines, ChangeLine, Order
from api.orders.service import view
from api.preconditions import require_version
from api.reply import Reply
from api.splits.queries import parts
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.states import OrderStatus, TicketStatus
from chitrail.tokens import Actor

CLOSED = (OrderStatus.COMPLETED, OrderStatus.CANCELLED)
LEFT_THE_KITCHEN = (OrderStatus.READY, OrderStatus.SERVED)


class OrderClosed(Conflict):
    """A completed or cancelled order is not changed any more."""

    code = "order-closed"
    title = "The order is closed"


class BillSplit(Conflict):
    """The parts of a split bill add up to it, so it cannot change under them."""

    code = "bill-split"
    title = "The bill is split"


class AlreadyCooked(Conflict):
    """The kitchen has finished the dish."""

    code = "already-cooked"
    title = "The dish is ready"


class PartOfCombo(Conflict):
    """There are as many of a combo's dishes as of the combo."""

    code = "part-of-combo"
    title = "The dish is part of a combo"


def add_lines(
    connection: Connection, actor: Actor, order_id: UUID, body: AddLines, version: int | None
) -> Reply[Order]:
    """Add dishes at today's prices, on tickets of a new round; a served order goes back to the kitchen.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, InvalidInput, ItemUnavailable.
    """
    change = open_order(connection, actor, order_id, version)
    rows = ordered_items(connection, actor.outlet_id, *asked_items(body.lines))
    last = max(line.line_no for line in change.lines)
    fresh = choose(body.lines, rows, after=last)
    tickets = tickets_for(fresh, change.fired_courses)
    rounds = {ticket.station: next_round(change, ticket.station) for ticket in tickets.values()}
    change.hang([new_ticket(change, each, rounds[each.station]) for each in tickets.values()])
    connection.execute(insert(LINES), [_row(change, line, tickets) for line in fresh])
    change.reload()
    added = [{"item": line.name, "quantity": line.request.quantity} for line in fresh]
    reprice(change, "LINES_ADDED", {"added": added})
    for ticket in tickets.values():
        change.show_ticket(ticket.id)
    if change.status in LEFT_THE_KITCHEN:
        change.move_order(OrderStatus.PREPARING)
    return view(change)


def change_line(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    line_id: UUID,
    body: ChangeLine,
    version: int | None,
) -> Reply[Order]:
    """Change quantity, note, modifiers, seat or course of a dish that is not cooked yet.

    The dish's own price stays what it was; modifiers cost what they cost today. Raises NotFound,
    PreconditionFailed, OrderClosed, BillSplit, AlreadyCooked, PartOfCombo, PaidMore, InvalidInput,
    ModifierUnavailable, CourseBegun; for less of what the kitchen has begun ApprovalRequired, and
    InvalidInput when nobody says what becomes of it.
    """
    change = open_order(connection, actor, order_id, version)
    line = standing_line(change, line_id)
    if any(change.tickets[one].status == TicketStatus.READY for one in tickets_of(line)):
        raise AlreadyCooked(f"{line.item_name} is ready: add another, or void this one")
    if body.quantity not in (None, line.quantity) and line.combo_id is not None:
        raise PartOfCombo(f"it is part of {line.combo_name}: order another, or void it")
    begun = is_begun(change, line)
    quantity = line.quantity if body.quantity is None else body.quantity
    chosen = LineModifiers.of(line)
    price = line.unit_price_paise
    if body.modifiers is not None:
        own = price - chosen.price_paise
        chosen = modifiers_of_line(connection, line, body.modifiers)
        price = chosen.unit_price(own, "modifiers")
    columns = {
        "quantity": quantity,
        "unit_price_paise": price,
        **chosen.columns,
        "note": line.note if body.note is None else body.note,
        "seat": line.seat if body.seat is None else body.seat,
        "course": line.course if body.course is None else body.course,
        **rehang(change, line, body.course, chosen.further),
        "total_paise": price * quantity,
        **UNPRICED,
    }
    connection.execute(update(LINES).where(LINES.c.id == line_id).values(columns))
    change.reload()
    _more_to_cook(change, line, quantity)
    told_of = ("quantity", "note", "modifiers", "seat", "course")
    before = {name: getattr(line, name) for name in told_of}
    after = {name: columns[name] for name in told_of}
    told = {"item": line.item_name, "line_id": str(line_id), "before": before, "after": after}
    reprice(change, "LINE_CHANGED", told)
    for each in dict.fromkeys((*tickets_of(line), *tickets_of(standing_line(change, line_id)))):
        change.show_ticket(each)
    follow_tickets(change)
    if begun:
        _give_up(change, line, quantity, body)
    if begun and columns["total_paise"] < line.total_paise:
        take_off_begun(change, line_id, body.approval, "line-reduced")
    return view(change)


def _more_to_cook(change: OrderChange, line: AnyRow, quantity: int) -> None:
    """A dish that was done is not done any more when there is more of it."""
    for ticket in (change.tickets[one] for one in tickets_of(line)):
        if quantity > line.quantity and line.id in ticket.done_lines:
            change.cross_off(ticket.id, set(ticket.done_lines) - {line.id})


def _give_up(change: OrderChange, line: AnyRow, quantity: int, body: ChangeLine) -> None:
    """Say what becomes of portions the kitchen has begun. Raises InvalidInput."""
    if quantity >= line.quantity:
        return
    if body.modifiers is not None:
        raise InvalidInput("change the quantity by itself: food was begun", field="modifiers")
    fewer = {line.id: line.quantity - quantity}
    dispose(change, fewer, body.stock, f"fewer of {line.item_name}")


def move(
    connection: Connection, actor: Actor, order_id: UUID, table_label: str, version: int | None
) -> Reply[Order]:
    """Put an order on another table; its tickets say so. Raises NotFound, PreconditionFailed, OrderClosed."""
    change = unclosed_order(connection, actor, order_id, version)
    before = change.row.table_label
    if before != table_label:
        change.rewrite("MOVED", {"before": before, "after": table_label}, table_label=table_label)
        for ticket in list(change.tickets.values()):
            if ticket.status != TicketStatus.CANCELLED:
                change.show_ticket(ticket.id)
    return view(change)


def unclosed_order(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None
) -> OrderChange:
    """An order that is not closed, locked. Raises NotFound, PreconditionFailed, OrderClosed."""
    change = OrderChange.of(connection, actor, order_id)
    require_version(version, change.row.version, view(change).value)
    if change.status in CLOSED:
        raise OrderClosed(f"order {change.row.number} is {change.status}")
    return change


def open_order(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None
) -> OrderChange:
    """An order that may be changed, locked. Raises NotFound, PreconditionFailed, OrderClosed, BillSplit."""
    change = unclosed_order(connection, actor, order_id, version)
    if parts(connection, order_id):
        raise BillSplit(f"make the bill of order {change.row.number} one again first")
    return change


def of_one_combo(change: OrderChange, line: AnyRow) -> list[AnyRow]:
    """The line with all others of its combo; alone where it is of none."""
    if line.combo_id is None:
        return [line]
    return [each for each in change.standing_lines if each.combo_id == line.combo_id]


def standing_line(change: OrderChange, line_id: UUID) -> AnyRow:
    """A line that is not void. Raises NotFound."""
    for line in change.standing_lines:
        if line.id == line_id:
            return line
    raise NotFound(f"order {change.row.number} has no line {line_id}")


def _row(
    change: OrderChange, line: ChosenLine, tickets: Mapping[Place, DraftTicket]
) -> dict[str, Any]:
    return {
        "id": line.id,
        "order_id": change.row.id,
        "outlet_id": change.row.outlet_id,
        "line_no": line.line_no,
        "item_id": line.item.id,
        "item_code": line.item.code,
        "item_name": line.name,
        "station": line.item.station,
        "quantity": line.request.quantity,
        "unit_price_paise": line.unit_price_paise,
        "total_paise": line.unit_price_paise * line.request.quantity,
        "tax_rate_bp": line.item.tax_rate_bp,
        **UNPRICED,
        "ordered_at": change.at,
        "recipe_id": line.item.recipe_id,
        "note": line.request.note,
        **line.modifiers.columns,
        "prep_seconds": line.item.prep_seconds,
        "combo_id": line.combo_id,
        "combo_name": line.combo_name,
        "seat": line.request.seat,
        "course": line.course,
        "ticket_id": tickets[line.place].id,
        "also": line.also(tickets),
    }
