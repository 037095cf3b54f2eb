"""What the kitchen has begun is taken off by management, or with a second person's consent."""

from uuid import UUID

from api.audit.service import record
from api.auth import approvals
from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.routing import tickets_of
from chitrail.states import TicketStatus

NOT_BEGUN = (TicketStatus.HELD, TicketStatus.NEW, TicketStatus.CANCELLED)


def is_begun(change: OrderChange, line: AnyRow) -> bool:
    """Whether the kitchen has begun a dish, at any of its stations."""
    tickets = (change.tickets.get(one) for one in tickets_of(line))
    return any(ticket is not None and ticket.status not in NOT_BEGUN for ticket in tickets)


def consent_to_void(change: OrderChange, subject: UUID, approval: str | None) -> UUID | None:
    """Who consents to taking off a line or an order the kitchen has begun; None when management does it.

    Raises ApprovalRequired.
    """
    return approvals.require_of_others(
        change.connection, change.actor, approvals.VOID_FIRED, subject, approval
    )


def take_off_begun(
    change: OrderChange, line_id: UUID, approval: str | None, act: str, reason: str | None = None
) -> None:
    """Note in the audit, as the last step, who consents to less of a begun dish. Raises ApprovalRequired."""
    by = consent_to_void(change, line_id, approval)
    record(
        change.connection,
        change.actor.outlet_id,
        change.actor.subject,
        act,
        line_id,
        order=change.row.id,
        reason=reason,
        approved_by=by,
    )
