"""New tickets on the rail of an order that was placed before."""

from typing import Any
from uuid import UUID

from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.draft import DraftTicket
from chitrail.errors import Conflict
from chitrail.ids import new_id
from chitrail.states import TicketStatus

NOT_BEGUN = (TicketStatus.HELD, TicketStatus.NEW)


class CourseBegun(Conflict):
    """The kitchen has begun the dish, so it is of the course it is of."""

    code = "course-begun"
    title = "The dish is being cooked"


def next_round(change: OrderChange, station: str) -> int:
    """The round of what is ordered now at a station."""
    rounds = [ticket.round for ticket in change.tickets.values() if ticket.station == station]
    return max(rounds, default=0) + 1


def new_ticket(change: OrderChange, ticket: DraftTicket, round_: int) -> dict[str, Any]:
    """The row of a ticket; its version counts up when it is shown."""
    return {
        "id": ticket.id,
        "order_id": change.row.id,
        "outlet_id": change.row.outlet_id,
        "station": ticket.station,
        "round": round_,
        "course": ticket.course,
        "status": ticket.status,
        "version": 0,
        "placed_at": change.at,
        "fired_at": None if ticket.held else change.at,
        "updated_at": change.at,
        "changed_by": change.actor.subject,
    }


def place_in_course(change: OrderChange, line: AnyRow, course: int) -> UUID:
    """The ticket a line hangs on when it is of `course`: one nobody has begun, else a new one.

    Raises CourseBegun when the kitchen has begun the line itself.
    """
    own = change.tickets[line.ticket_id]
    if own.course == course:
        return UUID(str(own.id))
    if own.status not in NOT_BEGUN:
        raise CourseBegun(f"{line.item_name} is {own.status}")
    for ticket in change.tickets.values():
        place = (ticket.station, ticket.course)
        if place == (line.station, course) and ticket.status in NOT_BEGUN:
            return UUID(str(ticket.id))
    held = course > 1 and course not in change.fired_courses
    made = DraftTicket(new_id(), line.station, course, held)
    change.hang([new_ticket(change, made, next_round(change, line.station))])
    return made.id
