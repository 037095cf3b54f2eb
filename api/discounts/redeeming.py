"""Writing an order's discounts down with it, using up coupons, and giving both back.

All of it happens in the caller's transaction: coupons are used when it commits, and never when it does not.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from api.discounts import queries
from api.discounts.offers import counted_day
from api.discounts.outcome import Applied, Outcome
from api.discounts.queries import COUPONS, DISCOUNT_LINES, DISCOUNTS
from api.models import AnyRow
from api.outlets.service import trading_day
from chitrail.clock import now
from chitrail.errors import Conflict
from chitrail.ids import new_id

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('discounts/' || :order_id, 0))")
_USE = text("""
INSERT INTO coupon_counts (coupon_id, kind, counted, uses) VALUES (:coupon_id, :kind, :counted, 1)
ON CONFLICT (coupon_id, kind, counted) DO UPDATE SET uses = coupon_counts.uses + 1
  WHERE CAST(:most AS integer) IS NULL OR coupon_counts.uses < CAST(:most AS integer)
RETURNING uses
""")
_GIVE_BACK = text("""
UPDATE coupon_counts SET uses = uses - 1
WHERE coupon_id = :coupon_id AND kind = :kind AND counted = :counted
""")
WORDS = {
    "TOTAL": "is used up",
    "DAY": "is used up for today",
    "CUSTOMER": "is used up by this customer",
}


class CouponExhausted(Conflict):
    """Somebody else took the coupon's last use, or it was switched off, since the order was priced."""

    code = "coupon-exhausted"
    title = "The coupon cannot be used any more"


def redeem(
    connection: Connection, outlet_id: str, order_id: UUID, outcome: Outcome, at: datetime
) -> None:
    """Make an outcome the order's discounts, in place of those it has; the same again changes nothing.

    Coupons are used up here, so limits hold whoever asks at the same time; uses count for the business day
    of `at`. A coupon the order had already keeps its use. May come before or after the
    order and its lines are written, in the same transaction. Raises CouponExhausted naming the coupon.
    """
    connection.execute(_ALONE, {"order_id": str(order_id)})
    present = queries.discounts_of(connection, order_id)
    if _same(connection, present, outcome):
        return
    used = {done.coupon_id: done for done in outcome.applied if done.coupon_id is not None}
    known = _lock(connection, {*used, *(row.coupon_id for row in present if row.coupon_id)})
    _give_back(connection, present, now())
    day = trading_day(connection, outlet_id, at)
    kept = {row.coupon_id for row in present}
    for identity, done in sorted(used.items(), key=lambda pair: str(pair[0])):
        counts = _counted(outlet_id, day, outcome.customer)
        _use(connection, known[identity], done, counts, limited=identity not in kept)
    for position, done in enumerate(outcome.applied, start=1):
        row = {
            "order_id": order_id,
            "outlet_id": outlet_id,
            "position": position,
            "customer": outcome.customer,
            "business_date": day,
            "applied_at": now(),
        }
        _add(connection, row, done)


def release(connection: Connection, order_id: UUID) -> int:
    """Take an order's discounts back and its coupons' uses with them; how many there were.

    For an order that is cancelled; `redeem` does it by itself for one that is priced anew.
    """
    connection.execute(_ALONE, {"order_id": str(order_id)})
    present = queries.discounts_of(connection, order_id)
    _lock(connection, {row.coupon_id for row in present if row.coupon_id})
    _give_back(connection, present, now())
    return len(present)


def _same(connection: Connection, present: Sequence[AnyRow], outcome: Outcome) -> bool:
    lines = queries.lines_of(connection, [row.id for row in present])
    held = [
        (row.promotion_id, row.version, row.coupon_id, row.customer, lines[row.id])
        for row in present
    ]
    return held == [
        (done.promotion_id, done.version, done.coupon_id, outcome.customer, done.line_paise)
        for done in outcome.applied
    ]


def _lock(connection: Connection, coupons: set[UUID]) -> dict[UUID, AnyRow]:
    """Coupons by id, locked in one order everywhere so that no two orders wait for each other."""
    if not coupons:
        return {}
    statement = select(COUPONS).where(COUPONS.c.id.in_(coupons)).order_by(COUPONS.c.id)
    rows = connection.execute(statement.with_for_update(key_share=True))
    return {row.id: row for row in rows}


def _counted(outlet_id: str, day: date, customer: str) -> dict[str, str]:
    """Which counts a use belongs to, by kind."""
    counts = {"TOTAL": "", "DAY": counted_day(outlet_id, day)}
    return {**counts, "CUSTOMER": customer} if customer else counts


def _use(
    connection: Connection,
    coupon: AnyRow,
    done: Applied,
    counts: dict[str, str],
    *,
    limited: bool,
) -> None:
    """Use a coupon once; one the order had before is not `limited`: it has its use already."""
    if limited and not coupon.active:
        raise _exhausted(done, "is not in use any more")
    most = {
        "TOTAL": coupon.max_uses,
        "DAY": coupon.max_uses_per_day,
        "CUSTOMER": coupon.max_uses_per_customer,
    }
    if limited and most["CUSTOMER"] is not None and "CUSTOMER" not in counts:
        raise _exhausted(done, "needs a customer")
    for kind, counted in counts.items():
        limit = most[kind] if limited else None
        given = {"coupon_id": coupon.id, "kind": kind, "counted": counted, "most": limit}
        if connection.execute(_USE, given).scalar() is None:
            raise _exhausted(done, WORDS[kind])


def _exhausted(done: Applied, words: str) -> CouponExhausted:
    return CouponExhausted(
        f"the coupon {done.coupon_code} {words}",
        field="coupon_codes",
        coupon_code=done.coupon_code,
    )


def _give_back(connection: Connection, present: Sequence[AnyRow], at: datetime) -> None:
    for row in present:
        if row.coupon_id is not None:
            for kind, counted in _counted(row.outlet_id, row.business_date, row.customer).items():
                given = {"coupon_id": row.coupon_id, "kind": kind, "counted": counted}
                connection.execute(_GIVE_BACK, given)
    ids = [row.id for row in present]
    if ids:
        connection.execute(update(DISCOUNTS).where(DISCOUNTS.c.id.in_(ids)).values(released_at=at))


def _add(connection: Connection, row: dict[str, object], done: Applied) -> None:
    identity = new_id()
    told = {
        "id": identity,
        "promotion_id": done.promotion_id,
        "version": done.version,
        "coupon_id": done.coupon_id,
        "coupon_code": done.coupon_code,
        "code": done.code,
        "name": done.name,
        "explanation": done.explanation,
        "amount_paise": done.amount_paise,
    }
    connection.execute(insert(DISCOUNTS).values(**row, **told))
    lines = [
        {"discount_id": identity, "line_id": line, "amount_paise": paise}
        for line, paise in done.line_paise.items()
    ]
    connection.execute(insert(DISCOUNT_LINES), lines)
