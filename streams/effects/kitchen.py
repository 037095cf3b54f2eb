"""What the kitchen displays must show: every ticket, whole, to the screen of its station."""

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection

from chitrail import audiences
from chitrail.envelope import Envelope
from chitrail.errors import InvalidInput
from chitrail.events import OrderCancelled, OrderPlaced, Ticket, TicketChanged
from chitrail.states import TicketStatus
from streams.effects import board
from streams.effects.notify import Notice, notify

TO_COOK = (TicketStatus.HELD, TicketStatus.NEW, TicketStatus.PREPARING)
_STATIONS = "SELECT code FROM stations WHERE outlet_id = %s"


async def show_order(
    connection: AsyncConnection[Any], envelope: Envelope, event: OrderPlaced
) -> None:
    """Hang the tickets of a new order on the rail, and its number on the board."""
    numbers = await board.notices(connection, event.outlet_id, event.order_id)
    await _show(connection, envelope, event.tickets, numbers)


async def show_ticket(
    connection: AsyncConnection[Any], envelope: Envelope, event: TicketChanged
) -> None:
    """Show a ticket's new state, and tell the other stations of the order how far this one is."""
    await _show(connection, envelope, [event.ticket], _elsewhere(event.ticket))


async def take_down_order(
    connection: AsyncConnection[Any], envelope: Envelope, event: OrderCancelled
) -> None:
    """Show the tickets of a cancelled order as cancelled."""
    await _show(connection, envelope, event.tickets)


async def _show(
    connection: AsyncConnection[Any],
    envelope: Envelope,
    tickets: list[Ticket],
    further: Sequence[Notice] = (),
) -> None:
    """Raises InvalidInput for a station the outlet does not have, or the same ticket twice."""
    known = await connection.execute(_STATIONS, (envelope.outletid,))
    stations = {code for (code,) in await known.fetchall()}
    for ticket in tickets:
        if ticket.outlet_id != envelope.outletid or ticket.station not in stations:
            raise InvalidInput(f"no station {ticket.station!r} here", field="tickets/station")
    if len({ticket.ticket_id for ticket in tickets}) < len(tickets):
        raise InvalidInput("a ticket is told twice", field="tickets/ticket_id")
    await notify(connection, envelope, [*map(_notice, tickets), *further])


def _elsewhere(ticket: Ticket) -> list[Notice]:
    """A light word instead of their tickets anew, which have not changed."""
    stations = {other.station for other in ticket.also_at if other.status in TO_COOK}
    body = {
        "order_id": str(ticket.order_id),
        "station": ticket.station,
        "course": ticket.course,
        "status": ticket.status,
    }
    title = f"Order {ticket.number} at {ticket.station}: {ticket.status}"
    return [
        Notice(audiences.kitchen(ticket.outlet_id, station), "elsewhere", title, body)
        for station in sorted(stations)
    ]


def _notice(ticket: Ticket) -> Notice:
    return Notice(
        audience=audiences.kitchen(ticket.outlet_id, ticket.station),
        kind="ticket",
        title=f"Order {ticket.number}: {ticket.status}",
        body=msgspec.to_builtins(ticket),
    )
