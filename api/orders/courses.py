"""Courses: the kitchen is told to cook one, or to wait with it while nobody has begun."""

from uuid import UUID

from sqlalchemy import Connection

from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.editing import unclosed_order
from api.orders.schemas import Order
from api.orders.service import view
from api.reply import Reply
from chitrail.errors import Conflict
from chitrail.states import TicketStatus
from chitrail.tokens import Actor


class NothingHeld(Conflict):
    """No ticket of the course waits."""

    code = "nothing-held"
    title = "Nothing of this course is held"


class NothingToHold(Conflict):
    """Nothing of the course is on the rail that the kitchen has not begun."""

    code = "nothing-to-hold"
    title = "Nothing of this course can be held back"


def fire(
    connection: Connection, actor: Actor, order_id: UUID, course: int, version: int | None
) -> Reply[Order]:
    """Tell the kitchen to cook a course. Raises NotFound, PreconditionFailed, OrderClosed, NothingHeld."""
    change = unclosed_order(connection, actor, order_id, version)
    waiting = _of(change, course, TicketStatus.HELD)
    if not waiting:
        raise NothingHeld(f"order {change.row.number} holds nothing of course {course}")
    change.rewrite("COURSE_FIRED", {"course": course})
    for ticket in waiting:
        change.move_ticket(ticket.id, TicketStatus.NEW)
    return view(change)


def hold(
    connection: Connection, actor: Actor, order_id: UUID, course: int, version: int | None
) -> Reply[Order]:
    """Hold back what the kitchen has not begun of a course.

    Raises NotFound, PreconditionFailed, OrderClosed, NothingToHold.
    """
    change = unclosed_order(connection, actor, order_id, version)
    fired = _of(change, course, TicketStatus.NEW)
    if not fired:
        raise NothingToHold(f"the kitchen has begun course {course}, or there is none")
    change.rewrite("COURSE_HELD", {"course": course})
    for ticket in fired:
        change.move_ticket(ticket.id, TicketStatus.HELD)
    return view(change)


def _of(change: OrderChange, course: int, status: TicketStatus) -> list[AnyRow]:
    return [
        ticket
        for ticket in change.tickets.values()
        if (ticket.course, ticket.status) == (course, status)
    ]
