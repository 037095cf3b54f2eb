"""Tickets as screens show them: whole, so that the newest version alone suffices."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict

import msgspec

from api.models import AnyRow
from api.orders.routing import also_of, tickets_of
from chitrail.events import Elsewhere, Ticket, TicketChange, TicketLine, TicketModifier
from chitrail.states import TicketStatus


def whole_ticket(
    order: AnyRow, ticket: AnyRow, lines: Sequence[AnyRow], tickets: Iterable[AnyRow]
) -> Ticket:
    """A ticket out of its row, its order's row, and the order's lines and tickets."""
    own = [line for line in lines if line.voided_at is None and ticket.id in tickets_of(line)]
    done = set(ticket.done_lines)
    longest = max((line.prep_seconds for line in own), default=0)
    return Ticket(
        ticket_id=ticket.id,
        order_id=order.id,
        outlet_id=order.outlet_id,
        station=ticket.station,
        number=order.number,
        order_type=order.order_type,
        table_label=order.table_label,
        status=ticket.status,
        version=ticket.version,
        placed_at=ticket.placed_at,
        fired_at=ticket.fired_at,
        promised_at=promised_at(order.promised_at, ticket.fired_at, longest),
        rush=order.rushed_at is not None,
        guests=order.guests,
        course=ticket.course,
        note=order.note,
        also_at=elsewhere(ticket, tickets),
        changes=msgspec.convert(ticket.changes, list[TicketChange]),
        lines=[_line(line, ticket, done=line.id in done) for line in own],
    )


def _line(line: AnyRow, ticket: AnyRow, *, done: bool) -> TicketLine:
    only = next((one.modifiers for one in also_of(line) if one.ticket_id == ticket.id), ())
    modifiers = [
        TicketModifier(name=each["name"], quantity=each["quantity"]) for each in line.modifiers
    ]
    return TicketLine(
        line_id=line.id,
        quantity=line.quantity,
        note=line.note,
        seat=line.seat,
        allergens=line.allergens,
        done=done,
        **dish_of(line.item_name, modifiers, only),
    )


class Dish(TypedDict):
    """What a cook has to make, in the words of a ticket's line."""

    item_name: str
    modifiers: list[TicketModifier]
    of: str


def dish_of(name: str, modifiers: Sequence[TicketModifier], only: Sequence[str]) -> Dish:
    """The dish with its modifiers, or only those of these names: then they are the dish, `of` the other."""
    if not only:
        return Dish(item_name=name, modifiers=list(modifiers), of="")
    made = [one for one in modifiers if one.name in only]
    told = [one.name if one.quantity == 1 else f"{one.quantity} x {one.name}" for one in made]
    return Dish(item_name=", ".join(told), modifiers=[], of=name)


def promised_at(
    told: datetime | None, fired_at: datetime | None, longest_seconds: int
) -> datetime | None:
    """When the food shall be ready: as the guest was told, else after the longest of its dishes."""
    if told is not None or fired_at is None or not longest_seconds:
        return told
    return fired_at + timedelta(seconds=longest_seconds)


def elsewhere(ticket: Any, tickets: Iterable[Any]) -> list[Elsewhere]:
    """The other stations' tickets of the order that are not cancelled, on the rail or in a draft."""
    others = [
        Elsewhere(station=other.station, course=other.course, status=other.status)
        for other in tickets
        if other.id != ticket.id
        and other.station != ticket.station
        and other.status != TicketStatus.CANCELLED
    ]
    return sorted(others, key=lambda other: (other.course or 0, other.station))
