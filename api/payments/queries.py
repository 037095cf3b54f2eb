"""Queries about payments, refunds and webhooks."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, select, text, update

from api.models import AnyRow, AnySelect, table_of
from api.payments.models import GatewayWebhook, Payment, Refund
from api.payments.schemas import PaymentQuery

PAYMENTS, REFUNDS, WEBHOOKS = table_of(Payment), table_of(Refund), table_of(GatewayWebhook)

OPEN = ("PENDING", "PROCESSING", "UNKNOWN")
RECEIVED = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")

_DAILY = text("""
WITH paid AS (
  SELECT business_date, coalesce(payment_method, 'UNKNOWN') AS method,
         count(*) FILTER (WHERE status = ANY(:received)) AS received,
         count(*) FILTER (WHERE status = 'FAILED') AS failed,
         coalesce(sum(amount_paise) FILTER (WHERE status = ANY(:received)), 0)::bigint AS gross,
         coalesce(sum(tip_paise) FILTER (WHERE status = ANY(:received)), 0)::bigint AS tips,
         coalesce(sum(surplus_paise) FILTER (WHERE status = ANY(:received)), 0)::bigint AS surplus,
         coalesce(sum(refunded_paise), 0)::bigint AS refunded_of_day
  FROM payments
  WHERE outlet_id = :outlet_id AND business_date BETWEEN :first AND :last
  GROUP BY 1, 2
), returned AS (
  SELECT r.business_date, coalesce(p.payment_method, 'UNKNOWN') AS method,
         sum(r.amount_paise)::bigint AS refunds
  FROM refunds r JOIN payments p ON p.id = r.payment_id
  WHERE r.outlet_id = :outlet_id AND r.business_date BETWEEN :first AND :last AND r.status = 'PROCESSED'
  GROUP BY 1, 2
)
SELECT business_date, method, coalesce(received, 0) AS received, coalesce(failed, 0) AS failed,
       coalesce(gross, 0) AS gross, coalesce(tips, 0) AS tips, coalesce(surplus, 0) AS surplus,
       coalesce(refunds, 0) AS refunds, coalesce(refunded_of_day, 0) AS refunded_of_day
FROM paid FULL JOIN returned USING (business_date, method)
WHERE coalesce(received, 0) + coalesce(failed, 0) + coalesce(refunds, 0) > 0
ORDER BY business_date, method
""")


def payment(
    connection: Connection, outlet_id: str, payment_id: UUID, *, lock: bool = False
) -> AnyRow | None:
    """A payment of an outlet; lock its order first, always."""
    statement = select(PAYMENTS).where(
        PAYMENTS.c.id == payment_id, PAYMENTS.c.outlet_id == outlet_id
    )
    return connection.execute(statement.with_for_update() if lock else statement).one_or_none()


def by_gateway_order(connection: Connection, razorpay_order_id: str) -> AnyRow | None:
    """The payment behind one of our orders at the gateway, of whichever outlet."""
    statement = select(PAYMENTS).where(PAYMENTS.c.razorpay_order_id == razorpay_order_id)
    return connection.execute(statement).one_or_none()


def by_gateway_payment(connection: Connection, razorpay_payment_id: str) -> AnyRow | None:
    """The payment that was received as this one of the gateway."""
    statement = select(PAYMENTS).where(PAYMENTS.c.razorpay_payment_id == razorpay_payment_id)
    return connection.execute(statement).one_or_none()


def by_qr(connection: Connection, razorpay_qr_id: str) -> AnyRow | None:
    """The payment behind one of our QR codes."""
    statement = select(PAYMENTS).where(PAYMENTS.c.razorpay_qr_id == razorpay_qr_id)
    return connection.execute(statement).one_or_none()


def open_attempt(connection: Connection, order_id: UUID, part_id: UUID | None) -> AnyRow | None:
    """The Razorpay payment of an order, or of this part of it, that has not ended yet."""
    statement = select(PAYMENTS).where(
        PAYMENTS.c.order_id == order_id,
        PAYMENTS.c.part_id.is_not_distinct_from(part_id),
        PAYMENTS.c.payment_method == "RAZORPAY",
        PAYMENTS.c.status.in_(OPEN),
    )
    return connection.execute(statement).one_or_none()


def any_open(connection: Connection, order_id: UUID) -> AnyRow | None:
    """A payment of an order that has not ended yet, if there is one."""
    statement = select(PAYMENTS).where(PAYMENTS.c.order_id == order_id, PAYMENTS.c.status.in_(OPEN))
    return connection.execute(statement.limit(1)).one_or_none()


def look_again(connection: Connection, order_id: UUID, at: datetime) -> None:
    """Have the janitor look at the attempts of an order that just got less to pay."""
    change = update(PAYMENTS).where(
        PAYMENTS.c.order_id == order_id, PAYMENTS.c.status.in_(("PROCESSING", "UNKNOWN"))
    )
    connection.execute(change.values(next_check_at=at))


def last_received(
    connection: Connection, order_id: UUID, part_id: UUID | None = None
) -> AnyRow | None:
    """The payment that was received last for an order, or for a part of it."""
    statement = select(PAYMENTS).where(
        PAYMENTS.c.order_id == order_id, PAYMENTS.c.status.in_(RECEIVED)
    )
    if part_id is not None:
        statement = statement.where(PAYMENTS.c.part_id == part_id)
    statement = statement.order_by(PAYMENTS.c.completed_at.desc()).limit(1)
    return connection.execute(statement).one_or_none()


def listing(outlet_id: str, query: PaymentQuery) -> AnySelect:
    """Statement for the payments of an outlet that match."""
    statement = select(PAYMENTS).where(PAYMENTS.c.outlet_id == outlet_id)
    for name in ("order_id", "payment_method", "status", "business_date"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(PAYMENTS.c[name] == wanted)
    return statement


def refund(connection: Connection, refund_id: UUID) -> AnyRow | None:
    """A refund's row."""
    return connection.execute(select(REFUNDS).where(REFUNDS.c.id == refund_id)).one_or_none()


def refund_at_gateway(connection: Connection, razorpay_refund_id: str) -> AnyRow | None:
    """Our refund that is this one of the gateway."""
    statement = select(REFUNDS).where(REFUNDS.c.razorpay_refund_id == razorpay_refund_id)
    return connection.execute(statement).one_or_none()


def refunds_of(connection: Connection, payment_id: UUID) -> Sequence[AnyRow]:
    """Refunds of a payment, oldest first."""
    statement = (
        select(REFUNDS)
        .where(REFUNDS.c.payment_id == payment_id)
        .order_by(REFUNDS.c.created_at, REFUNDS.c.id)
    )
    return connection.execute(statement).all()


def daily(connection: Connection, outlet_id: str, first: date, last: date) -> Sequence[AnyRow]:
    """Counts and paise by business day and method."""
    parameters = {"outlet_id": outlet_id, "first": first, "last": last, "received": list(RECEIVED)}
    return connection.execute(_DAILY, parameters).all()
