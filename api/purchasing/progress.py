"""What becomes of a draft: approved, sent, cancelled, closed."""

from uuid import UUID

from sqlalchemy import Connection, update

from api.auth import approvals
from api.models import AnyRow
from api.purchasing import queries
from api.purchasing.buying import approval_limit_paise
from api.purchasing.queries import LINES
from api.purchasing.schemas import ApproveRequest, EndRequest, PurchaseOrder, SendRequest
from api.purchasing.service import advance, held, note, read
from api.purchasing.views import open_packs
from api.reply import Reply
from chitrail.clock import now
from chitrail.states import PurchaseStatus, check_edge
from chitrail.tokens import Actor


def approve(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    request: ApproveRequest,
    expected: int | None,
) -> Reply[PurchaseOrder]:
    """Approve a draft; above the outlet's limit a second person must agree.

    Raises NotFound, PreconditionFailed, IllegalTransition, ApprovalRequired.
    """
    row = _stepping(connection, actor, order_id, PurchaseStatus.APPROVED, expected)
    second = None
    if row.total_paise > approval_limit_paise(connection, actor.outlet_id):
        act = approvals.PURCHASE_OVER_LIMIT
        second = approvals.require(connection, actor, act, order_id, request.approval)
    advance(
        connection,
        row,
        status=PurchaseStatus.APPROVED,
        approved_by=actor.subject,
        approved_with=second,
        approved_at=now(),
    )
    return _told(connection, actor, order_id, "purchase-approved", approved_with=second)


def send(
    connection: Connection, actor: Actor, order_id: UUID, request: SendRequest, expected: int | None
) -> Reply[PurchaseOrder]:
    """Note that the supplier has the order. Raises NotFound, PreconditionFailed, IllegalTransition."""
    row = _stepping(connection, actor, order_id, PurchaseStatus.SENT, expected)
    advance(
        connection,
        row,
        status=PurchaseStatus.SENT,
        sent_by=actor.subject,
        sent_at=now(),
        sent_via=request.via,
    )
    return _told(connection, actor, order_id, "purchase-sent", via=request.via)


def cancel(
    connection: Connection, actor: Actor, order_id: UUID, request: EndRequest, expected: int | None
) -> Reply[PurchaseOrder]:
    """Cancel an order of which nothing came. Raises NotFound, PreconditionFailed, IllegalTransition."""
    row = _stepping(connection, actor, order_id, PurchaseStatus.CANCELLED, expected)
    _end(connection, actor, row, PurchaseStatus.CANCELLED, request.reason)
    return _told(connection, actor, order_id, "purchase-cancelled", reason=request.reason)


def close(
    connection: Connection, actor: Actor, order_id: UUID, request: EndRequest, expected: int | None
) -> Reply[PurchaseOrder]:
    """Close an order for good; what has not come will not come any more.

    Raises NotFound, PreconditionFailed, IllegalTransition.
    """
    row = _stepping(connection, actor, order_id, PurchaseStatus.CLOSED, expected)
    for line in queries.lines(connection, order_id):
        if open_packs(line) > 0:
            short = line.packs - line.received_packs
            changed = update(LINES).where(LINES.c.id == line.id)
            connection.execute(changed.values(short_packs=short))
    _end(connection, actor, row, PurchaseStatus.CLOSED, request.reason)
    return _told(connection, actor, order_id, "purchase-closed", reason=request.reason)


def _stepping(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    target: PurchaseStatus,
    expected: int | None,
) -> AnyRow:
    row = held(connection, actor, order_id, expected)
    check_edge("purchase", PurchaseStatus(row.status), target)
    return row


def _end(
    connection: Connection, actor: Actor, row: AnyRow, status: PurchaseStatus, reason: str
) -> None:
    advance(
        connection, row, status=status, ended_by=actor.subject, ended_at=now(), end_reason=reason
    )


def _told(
    connection: Connection, actor: Actor, order_id: UUID, act: str, **details: object
) -> Reply[PurchaseOrder]:
    found = read(connection, actor.outlet_id, order_id)
    note(connection, actor, act, found.value, **details)
    return found
