"""One order becomes two: guests who sit down elsewhere, or pay for themselves, take their dishes along.

The reverse of merging: dishes keep their price, the kitchen keeps its work. A ticket whose dishes all go
goes with them; of a ticket that is shared the new order gets one of its own, as far along as the old.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, update

from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.editing import open_order, standing_line
from api.orders.following import as_far_as, follow_tickets
from api.orders.founding import found_order, tell_founded
from api.orders.queries import LINES, TICKETS
from api.orders.repricing import UNPRICED, reprice
from api.orders.routing import tickets_of
from api.orders.schemas import Order
from api.orders.service import view
from api.orders.serving_schemas import SplitOff
from api.reply import Reply
from chitrail.errors import Conflict, InvalidInput
from chitrail.ids import new_id
from chitrail.tokens import Actor


class NothingLeft(Conflict):
    """All of an order is the order itself."""

    code = "nothing-left"
    title = "Nothing would be left of the order"


@dataclass(frozen=True)
class Share:
    """So many portions of a line that go."""

    line: AnyRow
    quantity: int

    @property
    def whole(self) -> bool:
        """Whether nothing of the line stays."""
        return bool(self.quantity == self.line.quantity)


def split_off(
    connection: Connection, actor: Actor, order_id: UUID, body: SplitOff, version: int | None
) -> Reply[Order]:
    """Move lines, or portions of them, to a new order, which is given back.

    Coupons and what staff took off stay with the old order, promotions are found anew for both.

    Raises NotFound, PreconditionFailed, OrderClosed, BillSplit, InvalidInput, NothingLeft, OrderIdTaken, and
    PaidMore when more was paid than what stays would cost.
    """
    source = open_order(connection, actor, order_id, version)
    shares = _shares(source, body)
    if len(shares) == len(source.standing_lines) and all(share.whole for share in shares):
        raise NothingLeft(f"order {source.row.number} would be empty: move it instead")
    new_order = found_order(source, body.id, body.table_label)
    tickets = _hand_over_tickets(source, shares, new_order)
    _hand_over_lines(source, shares, new_order, tickets)
    source.reload()
    fresh = OrderChange.of(connection, actor, new_order)
    went = [{"item": share.line.item_name, "quantity": share.quantity} for share in shares]
    numbers = (source.row.number, fresh.row.number)
    reprice(fresh, "SPLIT_FROM", {"order_id": str(order_id), "number": numbers[0], "lines": went})
    tell_founded(fresh)
    reprice(source, "SPLIT_OFF", {"order_id": str(new_order), "number": numbers[1], "lines": went})
    for ticket_id in tickets:
        if ticket_id in source.tickets:
            source.show_ticket(ticket_id)
    as_far_as(fresh, source.status)
    follow_tickets(source)
    return Reply(view(fresh).value, 201, f"/api/orders/{new_order}", fresh.row.version)


def _shares(source: OrderChange, body: SplitOff) -> list[Share]:
    """What goes. Raises NotFound, InvalidInput."""
    if len({asked.line_id for asked in body.lines}) < len(body.lines):
        raise InvalidInput("names a line twice", field="lines")
    shares = []
    for index, asked in enumerate(body.lines):
        line = standing_line(source, asked.line_id)
        quantity = line.quantity if asked.quantity is None else asked.quantity
        if quantity > line.quantity:
            raise InvalidInput(
                f"there are only {line.quantity} on the order", field=f"lines/{index}/quantity"
            )
        shares.append(Share(line, quantity))
    return shares


def _hand_over_tickets(
    source: OrderChange, shares: Sequence[Share], new_order: UUID
) -> dict[UUID, UUID]:
    """Tickets of the new order by those of the old: the same where all its dishes go."""
    going = {share.line.id for share in shares if share.whole}
    handed = {}
    changed = {"updated_at": source.at, "changed_by": source.actor.subject}
    for ticket_id in dict.fromkeys(one for share in shares for one in tickets_of(share.line)):
        lines = [line.id for line in source.standing_lines if ticket_id in tickets_of(line)]
        if going.issuperset(lines):
            moved = update(TICKETS).where(TICKETS.c.id == ticket_id)
            columns = {"order_id": new_order, "version": TICKETS.c.version + 1}
            source.connection.execute(moved.values(columns | changed))
            handed[ticket_id] = ticket_id
        else:
            handed[ticket_id] = new_id()
            shared = source.tickets[ticket_id]._asdict()
            shared |= {"id": handed[ticket_id], "order_id": new_order, "version": 1, "changes": []}
            source.connection.execute(insert(TICKETS), shared | changed)
    return handed


def _hand_over_lines(
    source: OrderChange, shares: Sequence[Share], new_order: UUID, tickets: dict[UUID, UUID]
) -> None:
    for number, share in enumerate(shares, start=1):
        line = share.line
        belongs = {
            "order_id": new_order,
            "line_no": number,
            "ticket_id": tickets.get(line.ticket_id),
            "also": [
                {**one, "ticket_id": str(tickets[UUID(one["ticket_id"])])} for one in line.also
            ],
        }
        own = update(LINES).where(LINES.c.id == line.id)
        if share.whole:
            source.connection.execute(own.values(belongs))
            continue
        stays = _portions(line, line.quantity - share.quantity)
        source.connection.execute(own.values(stays))
        goes = {name: value for name, value in line._asdict().items() if name != "xid"}
        goes |= {"id": new_id(), **belongs, **_portions(line, share.quantity)}
        source.connection.execute(insert(LINES), goes)
        done = [one for one in tickets_of(line) if line.id in source.tickets[one].done_lines]
        shared = update(TICKETS).where(TICKETS.c.id.in_([tickets[one] for one in done]))
        source.connection.execute(
            shared.values(done_lines=func.array_append(TICKETS.c.done_lines, goes["id"]))
        )


def _portions(line: AnyRow, quantity: int) -> dict[str, Any]:
    """So many portions of a line, to be priced with the order they are on."""
    return {"quantity": quantity, "total_paise": line.unit_price_paise * quantity, **UNPRICED}
