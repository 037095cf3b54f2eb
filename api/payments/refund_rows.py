"""Rows of refunds: what is reserved, and how it ends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from api.models import AnyRow
from api.payments.allocation import Pieces
from api.payments.queries import REFUNDS
from chitrail.states import RefundStatus, check_edge


def reserve(connection: Connection, payment: AnyRow, pieces: Pieces, **columns: Any) -> AnyRow:
    """A refund that has begun."""
    row = {
        "payment_id": payment.id,
        "order_id": payment.order_id,
        "outlet_id": payment.outlet_id,
        "amount_paise": pieces.total,
        "tip_paise": pieces.tip,
        "rounding_paise": pieces.rounding,
        "surplus_paise": pieces.surplus,
        "status": RefundStatus.PENDING,
        **columns,
    }
    return connection.execute(insert(REFUNDS).values(row).returning(REFUNDS)).one()


def end(
    connection: Connection, refund: AnyRow, status: str, at: datetime, **columns: Any
) -> AnyRow:
    """Take a refund to its end. Raises IllegalTransition."""
    check_edge("refund", RefundStatus(refund.status), RefundStatus(status))
    return write(connection, refund.id, status=status, next_check_at=None, updated_at=at, **columns)


def write(connection: Connection, refund_id: UUID, **columns: Any) -> AnyRow:
    """Change columns of a refund."""
    change = update(REFUNDS).where(REFUNDS.c.id == refund_id).values(columns)
    return connection.execute(change.returning(REFUNDS)).one()


def left(connection: Connection, payment: AnyRow) -> Pieces:
    """What of a payment can still be refunded: what it was made of, less refunds done and under way."""
    kinds = ("sale_paise", "tip_paise", "rounding_paise", "surplus_paise")
    statement = select(*(func.coalesce(func.sum(REFUNDS.c[kind]), 0) for kind in kinds))
    statement = statement.where(
        REFUNDS.c.payment_id == payment.id, REFUNDS.c.status != RefundStatus.FAILED
    )
    taken = Pieces(*(int(value) for value in connection.execute(statement).one()))
    whole = Pieces(
        payment.applied_paise, payment.tip_paise, payment.rounding_paise, payment.surplus_paise
    )
    return whole - taken
