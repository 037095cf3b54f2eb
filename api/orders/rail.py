"""New tickets on the rail of an order that was placed before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.draft import DraftTicket
from api.orders.routing import Further, also_of, hung, tickets_of
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


def rehang(
    change: OrderChange, line: AnyRow, course: int | None, work: Sequence[Further]
) -> dict[str, Any]:
    """Columns that say where a line hangs when it is of `course` (none: as now) and makes further `work`.

    Raises CourseBegun when the kitchen has begun the line and it is to be of another course.
    """
    if line.ticket_id is None:
        return {"ticket_id": None, "also": line.also}
    ticket_id = UUID(str(line.ticket_id))
    if course is not None:
        ticket_id = _place_in_course(change, line, course)
    own = change.tickets[ticket_id]
    tickets = {
        one.station: one.ticket_id
        for one in also_of(line)
        if change.tickets[one.ticket_id].course == own.course
    }
    held = own.status == TicketStatus.HELD
    for one in work:
        if one.station not in tickets:
            tickets[one.station] = _place(change, one.station, own.course, held=held)
    return {"ticket_id": ticket_id, "also": hung(work, tickets)}


def _place_in_course(change: OrderChange, line: AnyRow, course: int) -> UUID:
    own = change.tickets[line.ticket_id]
    if own.course == course:
        return UUID(str(own.id))
    if any(change.tickets[one].status not in NOT_BEGUN for one in tickets_of(line)):
        raise CourseBegun(f"{line.item_name} is being cooked")
    held = course > 1 and course not in change.fired_courses
    return _place(change, line.station, course, held=held)


def _place(change: OrderChange, station: str, course: int | None, *, held: bool) -> UUID:
    """A ticket of the station and course that nobody has begun, else a new one."""
    for ticket in change.tickets.values():
        if (ticket.station, ticket.course) == (station, course) and ticket.status in NOT_BEGUN:
            return UUID(str(ticket.id))
    made = DraftTicket(new_id(), station, course, held)
    change.hang([new_ticket(change, made, next_round(change, station))])
    return made.id
