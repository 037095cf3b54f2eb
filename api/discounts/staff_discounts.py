"""What staff take off an order by hand, with a reason: of what promotions have left, shared by its lines."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from api.discounts.models import StaffDiscount
from api.models import AnyRow, table_of
from api.splits.shares import spread
from chitrail.ids import new_id
from chitrail.money import percentage

STAFF_DISCOUNTS = table_of(StaffDiscount)


def standing(connection: Connection, order_id: UUID) -> AnyRow | None:
    """The discount that holds on an order; there is one at most."""
    statement = select(STAFF_DISCOUNTS).where(
        STAFF_DISCOUNTS.c.order_id == order_id, STAFF_DISCOUNTS.c.removed_at.is_(None)
    )
    return connection.execute(statement).one_or_none()


def amount_of(discount: AnyRow, net_paise: int) -> int:
    """What a discount takes off what an order costs after promotions; never more than that."""
    if discount.percent_bp is not None:
        return percentage(net_paise, discount.percent_bp)
    return min(int(discount.amount_paise), net_paise)


def with_staff_discount(
    discount: AnyRow | None, totals: Sequence[int], promotions: Sequence[int]
) -> list[int]:
    """Paise off each line by promotions and by staff together."""
    net = [total - off for total, off in zip(totals, promotions, strict=True)]
    if discount is None or not any(net):
        return list(promotions)
    shares = spread(amount_of(discount, sum(net)), [Fraction(paise) for paise in net])
    return [off + share for off, share in zip(promotions, shares, strict=True)]


def give(
    connection: Connection,
    order: AnyRow,
    *,
    percent_bp: int | None,
    amount_paise: int | None,
    reason: str,
    given_by: str,
    approved_by: str | None,
    at: datetime,
) -> None:
    """Write a discount down, in place of the one that holds."""
    remove(connection, order.id, given_by, at)
    row = {
        "id": new_id(),
        "order_id": order.id,
        "outlet_id": order.outlet_id,
        "percent_bp": percent_bp,
        "amount_paise": amount_paise,
        "reason": reason,
        "given_by": given_by,
        "approved_by": approved_by,
        "given_at": at,
    }
    connection.execute(insert(STAFF_DISCOUNTS).values(row))


def remove(connection: Connection, order_id: UUID, removed_by: str, at: datetime) -> bool:
    """End the discount that holds; whether there was one."""
    statement = update(STAFF_DISCOUNTS).where(
        STAFF_DISCOUNTS.c.order_id == order_id, STAFF_DISCOUNTS.c.removed_at.is_(None)
    )
    done = connection.execute(statement.values(removed_by=removed_by, removed_at=at))
    return bool(done.rowcount)
