"""The order follows its tickets."""

from api.orders.change import OrderChange
from chitrail.states import OrderStatus, TicketStatus

COOKING = (OrderStatus.PLACED, OrderStatus.CONFIRMED)
BEGUN = frozenset({TicketStatus.PREPARING, TicketStatus.READY})
FORWARD = (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SERVED)


def follow_tickets(change: OrderChange) -> None:
    """An order of which a ticket was begun is PREPARING, and READY only while all of them are ready.

    A ticket that has lost the last dish nobody had done is ready.
    """
    for ticket_id, ticket in list(change.tickets.items()):
        if ticket.status == TicketStatus.PREPARING and change.is_done(ticket_id):
            change.move_ticket(ticket_id, TicketStatus.READY)
    statuses = _statuses(change)
    if change.status is OrderStatus.READY and statuses - {TicketStatus.READY}:
        change.move_order(OrderStatus.PREPARING)
    if change.status in COOKING and statuses & BEGUN:
        change.move_order(OrderStatus.PREPARING)
    if change.status is OrderStatus.PREPARING and statuses == {TicketStatus.READY}:
        change.move_order(OrderStatus.READY)


def as_far_as(fresh: OrderChange, status: OrderStatus) -> None:
    """Take a new order to where the one it came from is, step by step, as far as its tickets are."""
    if status in (OrderStatus.READY, OrderStatus.SERVED):
        for step in FORWARD[: FORWARD.index(status) + 1]:
            fresh.move_order(step)
        return
    if status is OrderStatus.CONFIRMED:
        fresh.move_order(OrderStatus.CONFIRMED)
    follow_tickets(fresh)


def _statuses(change: OrderChange) -> set[TicketStatus]:
    found = {TicketStatus(ticket.status) for ticket in change.tickets.values()}
    return found - {TicketStatus.CANCELLED}
