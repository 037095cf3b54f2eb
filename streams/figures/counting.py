"""What one event adds to the figures."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from chitrail.envelope import Envelope
from chitrail.events import Event, OrderPlaced, TicketChanged
from chitrail.states import TicketStatus

SOLD, TICKETS = "SOLD", "TICKETS"


@dataclass(frozen=True)
class Count:
    """So much of a `subject`, on account of the order or ticket `by`; told again it counts once."""

    kind: str
    outlet_id: str
    subject: str
    by: str
    number: int


def counts_of(envelope: Envelope, event: Event) -> list[Count]:
    """Portions of each item of a new order; seconds from firing to ready of a ticket that became ready."""
    if isinstance(event, OrderPlaced):
        sold: Counter[Any] = Counter()
        for line in event.lines:
            sold[line.item_id] += line.quantity
        return [
            Count(SOLD, event.outlet_id, str(item), str(event.order_id), portions)
            for item, portions in sorted(sold.items())
        ]
    if isinstance(event, TicketChanged) and event.ticket.status == TicketStatus.READY:
        ticket = event.ticket
        seconds = (envelope.time - (ticket.fired_at or ticket.placed_at)).total_seconds()
        by = str(ticket.ticket_id)
        return [Count(TICKETS, event.outlet_id, ticket.station, by, max(0, round(seconds)))]
    return []
