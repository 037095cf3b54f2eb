"""What the kitchen displays must show: every ticket, whole, to the screen of its station."""

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection

from chitrail import audiences
from chitrail.envelope import Envelope
from chitrail.errors import InvalidInput
from chitrail.events import OrderCancelled, OrderPlaced, Ticket, TicketChanged
from streams.effects import board
from streams.effects.notify import Notice, notify

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
    """Show a ticket's new state."""
    await _show(connection, envelope, [event.ticket])


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


def _notice(ticket: Ticket) -> Notice:
    return Notice(
        audience=audiences.kitchen(ticket.outlet_id, ticket.station),
        kind="ticket",
        title=f"Order {ticket.number}: {ticket.status}",
        body=msgspec.to_builtins(ticket),
    )
