"""Tickets as screens show them: whole, so that the newest version alone suffices."""

from collections.abc import Sequence

from api.models import AnyRow
from chitrail.events import Ticket, TicketLine, TicketModifier


def whole_ticket(order: AnyRow, ticket: AnyRow, lines: Sequence[AnyRow]) -> Ticket:
    """A ticket out of its row, its order's row and the order's lines."""
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
        course=ticket.course,
        note=order.note,
        lines=[
            TicketLine(
                line_id=line.id,
                item_name=line.item_name,
                quantity=line.quantity,
                note=line.note,
                seat=line.seat,
                modifiers=[
                    TicketModifier(name=each["name"], quantity=each["quantity"])
                    for each in line.modifiers
                ],
            )
            for line in lines
            if line.ticket_id == ticket.id and line.voided_at is None
        ],
    )
