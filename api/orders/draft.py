"""An order before it has a number: chosen items, prices, tickets, and the event that will tell of it."""

import uuid
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.discounts.outcome import Outcome
from api.menu.availability import IN_WORDS
from api.menu.queries import OrderedItem
from api.menu.service import item_name
from api.orders.combos import Piece, pieces_of
from api.orders.modifying import LineModifiers, modifiers_of, ticket_modifiers
from api.orders.pricing import Bill, PricedLine, Sale, Terms, price_lines
from api.orders.routing import hung
from api.orders.schemas import LineRequest, OrderRequest
from api.tickets.views import dish_of, elsewhere, promised_at
from chitrail import events
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput
from chitrail.ids import new_id
from chitrail.states import TicketStatus

Place = tuple[str, int | None]
"""Station and course: what is of the same place hangs on the same ticket."""
UNNUMBERED = 0
"""Stands for the number until the database gives one."""


class ItemUnavailable(Conflict):
    """It cannot be had now; `unavailable_because` says why, `until` when it can, where that is known."""

    code = "item-unavailable"
    title = "An item is not available"


@dataclass(frozen=True)
class ChosenLine:
    """A requested line with the item it names, and that item's name with its variant.

    `unit_price_paise` is a portion's with its modifiers.
    """

    id: uuid.UUID
    line_no: int
    request: LineRequest
    item: OrderedItem
    name: str
    modifiers: LineModifiers
    unit_price_paise: int
    combo_id: uuid.UUID | None
    combo_name: str

    @property
    def course(self) -> int | None:
        """Its course, else that of its item; what is held without one is of the first."""
        course = self.request.course or self.item.course or None
        return 1 if self.request.hold and course is None else course

    @property
    def place(self) -> Place:
        """Where on the rail it hangs."""
        return self.item.station, self.course

    @property
    def places(self) -> list[Place]:
        """Everywhere it hangs: at further stations too."""
        return [self.place, *((one.station, self.course) for one in self.modifiers.further)]

    def also(self, tickets: Mapping[Place, "DraftTicket"]) -> list[dict[str, Any]]:
        """Its further work, with the tickets that has."""
        own = {
            station: made.id for (station, course), made in tickets.items() if course == self.course
        }
        return hung(self.modifiers.further, own)

    def is_held(self, fired: Container[int | None] = ()) -> bool:
        """Whether it waits; unless the guest says so, what is of a later course than `fired` does."""
        if self.request.hold is not None:
            return self.request.hold
        return (self.course or 1) > 1 and self.course not in fired


@dataclass(frozen=True)
class DraftLine(ChosenLine):
    """A chosen line with its money."""

    money: PricedLine


@dataclass(frozen=True)
class DraftTicket:
    """One station's part of one course."""

    id: uuid.UUID
    station: str
    course: int | None
    held: bool

    @property
    def status(self) -> TicketStatus:
        """How it begins."""
        return TicketStatus.HELD if self.held else TicketStatus.NEW


@dataclass(frozen=True)
class Draft:
    """Everything of an order but its number."""

    id: uuid.UUID
    outlet_id: str
    request: OrderRequest
    business_date: date
    placed_at: datetime
    currency: str
    lines: Sequence[DraftLine]
    tickets: dict[Place, DraftTicket]
    terms: Terms
    discounts: Outcome
    bill: Bill


def choose(
    asked: Sequence[LineRequest], rows: Sequence[OrderedItem], *, after: int = 0
) -> list[ChosenLine]:
    """Lines with their items, numbered on from `after`.

    Raises InvalidInput naming the line whose item the menu does not have or whose modifiers its item does
    not offer so, ItemUnavailable and ModifierUnavailable naming what the kitchen has run out of.
    """
    by_id: dict[uuid.UUID | None, OrderedItem] = {row.id: row for row in rows}
    by_code: dict[str | None, OrderedItem] = {row.code: row for row in rows}
    lines: list[ChosenLine] = []
    for index, line in enumerate(asked):
        item = by_code.get(line.item_code) if line.item_id is None else by_id.get(line.item_id)
        if item is None or (line.item_code not in (None, item.code)):
            wrong = "item_code" if line.item_id is None else "item_id"
            raise InvalidInput("the menu has no such item", field=f"lines/{index}/{wrong}")
        if item.combo:
            _check_available(item, f"lines/{index}")
        for piece in pieces_of(line, item, by_code.get, f"lines/{index}"):
            lines.append(_chosen(piece, after + len(lines) + 1))
    return lines


def _chosen(piece: Piece, line_no: int) -> ChosenLine:
    item = piece.item
    _check_available(item, piece.field)
    chosen = modifiers_of(item, piece.request.modifiers, f"{piece.field}/modifiers")
    name = item_name(item.name, item.variant)
    return ChosenLine(
        id=new_id(),
        line_no=line_no,
        request=piece.request,
        item=item,
        name=f"{piece.combo_name}: {name}" if piece.combo_name else name,
        modifiers=chosen,
        unit_price_paise=chosen.unit_price(piece.price_paise, f"{piece.field}/modifiers"),
        combo_id=piece.combo_id,
        combo_name=piece.combo_name,
    )


def _check_available(item: OrderedItem, field: str) -> None:
    state, name = item.availability(now()), item_name(item.name, item.variant)
    if state.because is not None:
        raise ItemUnavailable(
            f"{name} is not available: {IN_WORDS[state.because]}",
            field=field,
            item={"id": item.id, "code": item.code, "name": item.name},
            unavailable_because=state.because,
            until=state.until,
        )


def terms_of(item: OrderedItem, order_type: str) -> Terms:
    """What an order of this type is charged by now, as any item of the outlet says."""
    charged = order_type in item.service_charge_order_types
    return Terms(item.prices_include_tax, item.service_charge_bp if charged else 0)


def priced(
    lines: Sequence[ChosenLine], discounts: Mapping[uuid.UUID, int], terms: Terms
) -> list[DraftLine]:
    """Lines with their money; `discounts` are paise off by line."""
    sales = [
        Sale(
            line.unit_price_paise,
            line.request.quantity,
            line.item.tax_rate_bp,
            discounts.get(line.id, 0),
        )
        for line in lines
    ]
    return [
        DraftLine(
            line.id,
            line.line_no,
            line.request,
            line.item,
            line.name,
            line.modifiers,
            line.unit_price_paise,
            line.combo_id,
            line.combo_name,
            money,
        )
        for line, money in zip(lines, price_lines(sales, terms), strict=True)
    ]


def tickets_for(
    lines: Sequence[ChosenLine], fired: Container[int | None] = ()
) -> dict[Place, DraftTicket]:
    """A ticket for each station and course that has work; a course with a dish that is held is held whole."""
    held = {line.course for line in lines if line.is_held(fired)}
    every = {place for line in lines for place in line.places}
    places = sorted(every, key=lambda place: (place[0], place[1] or 0))
    return {
        (station, course): DraftTicket(new_id(), station, course, course in held)
        for station, course in places
    }


def placed_event(draft: Draft) -> events.OrderPlaced:
    """The event of a draft, numbered UNNUMBERED throughout."""
    return events.OrderPlaced(
        order_id=draft.id,
        outlet_id=draft.outlet_id,
        number=UNNUMBERED,
        business_date=draft.business_date,
        order_type=draft.request.order_type,
        table_label=draft.request.table_label,
        total_paise=draft.bill.total_paise,
        placed_at=draft.placed_at,
        lines=[
            events.OrderLine(
                line_id=line.id,
                item_id=line.item.id,
                item_code=line.item.code,
                item_name=line.name,
                quantity=line.request.quantity,
                unit_price_paise=line.unit_price_paise,
                total_paise=line.money.total_paise,
                recipe_id=line.item.recipe_id,
                note=line.request.note,
                modifiers=line.modifiers.frozen,
                ingredients=line.modifiers.ingredients,
                seat=line.request.seat,
                course=line.course,
            )
            for line in draft.lines
        ],
        tickets=[_ticket(draft, ticket) for ticket in draft.tickets.values()],
    )


def _ticket(draft: Draft, ticket: DraftTicket) -> events.Ticket:
    place = (ticket.station, ticket.course)
    lines = [line for line in draft.lines if place in line.places]
    fired_at = None if ticket.held else draft.placed_at
    longest = max(line.item.prep_seconds for line in lines)
    return events.Ticket(
        ticket_id=ticket.id,
        order_id=draft.id,
        outlet_id=draft.outlet_id,
        station=ticket.station,
        number=UNNUMBERED,
        order_type=draft.request.order_type,
        table_label=draft.request.table_label,
        status=ticket.status,
        version=1,
        placed_at=draft.placed_at,
        fired_at=fired_at,
        promised_at=promised_at(draft.request.promised_at, fired_at, longest),
        guests=draft.request.guests,
        course=ticket.course,
        note=draft.request.note,
        also_at=elsewhere(ticket, draft.tickets.values()),
        lines=[_ticket_line(line, ticket.station) for line in lines],
    )


def _ticket_line(line: DraftLine, station: str) -> events.TicketLine:
    only = next((one for one in line.modifiers.further if one.station == station), None)
    modifiers = ticket_modifiers(line.modifiers.frozen)
    return events.TicketLine(
        line_id=line.id,
        quantity=line.request.quantity,
        note=line.request.note,
        seat=line.request.seat,
        allergens=line.modifiers.allergens,
        **dish_of(line.name, modifiers, only.modifiers if only else ()),
    )
