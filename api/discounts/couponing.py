"""Making and changing coupons."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert

from api.audit import service as audit
from api.discounts import queries
from api.discounts.promoting import CodeTaken, check_scope
from api.discounts.queries import COUPONS, PROMOTIONS
from api.discounts.schemas import Coupon, CouponQuery, CouponRequest, CouponTerms
from api.discounts.views import coupon_view
from api.models import AnyRow
from api.paging import Listing, paged
from api.preconditions import require_version
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.tokens import Actor

LIMITS = CouponTerms.__struct_fields__


def create(connection: Connection, actor: Actor, request: CouponRequest) -> Reply[Coupon]:
    """A new coupon, for the outlets of its promotion. Raises InvalidInput, Forbidden, CodeTaken."""
    statement = queries.promotions(actor.outlet_id).where(PROMOTIONS.c.id == request.promotion_id)
    promotion = connection.execute(statement).one_or_none()
    if promotion is None:
        raise InvalidInput("there is no such promotion", field="promotion_id")
    if not promotion.by_coupon:
        raise InvalidInput("needs no coupon: set by_coupon first", field="promotion_id")
    check_scope(actor, promotion.outlet_id)
    row = {
        **{name: getattr(request, name) for name in LIMITS},
        "id": new_id(),
        "outlet_id": promotion.outlet_id,
        "promotion_id": promotion.id,
        "code": request.code.upper(),
        "version": 1,
        "created_by": actor.subject,
        "created_at": now(),
    }
    added = insert(COUPONS).values(row).on_conflict_do_nothing().returning(COUPONS.c.id)
    if connection.execute(added).scalar() is None:
        raise CodeTaken(f"there is a coupon {request.code.upper()}", field="code")
    return _told(connection, actor, row["id"], "coupon-created", created=True)


def change(
    connection: Connection,
    actor: Actor,
    coupon_id: UUID,
    request: CouponTerms,
    expected: int | None,
) -> Reply[Coupon]:
    """New limits of a coupon, all of them; uses stay. Raises NotFound, PreconditionFailed, Forbidden."""
    present = queries.lock_coupon(connection, actor.outlet_id, coupon_id)
    if present is None:
        raise NotFound(f"there is no coupon {coupon_id}")
    check_scope(actor, present.outlet_id)
    shown = coupon_view(_row(connection, actor.outlet_id, coupon_id))
    require_version(expected, present.version, shown)
    told = {**msgspec.structs.asdict(request), "version": present.version + 1}
    connection.execute(update(COUPONS).where(COUPONS.c.id == coupon_id).values(told))
    return _told(connection, actor, coupon_id, "coupon-changed")


def read(connection: Connection, outlet_id: str, coupon_id: UUID) -> Reply[Coupon]:
    """A coupon and its uses. Raises NotFound."""
    row = _row(connection, outlet_id, coupon_id)
    return Reply(coupon_view(row), version=row.version)


def listing(connection: Connection, outlet_id: str, query: CouponQuery) -> Listing[Coupon]:
    """Coupons of an outlet, newest first."""
    statement = queries.coupons(outlet_id)
    wanted = {
        COUPONS.c.promotion_id: query.promotion_id,
        COUPONS.c.code: None if query.code is None else query.code.upper(),
        COUPONS.c.active: query.active,
    }
    for column, value in wanted.items():
        if value is not None:
            statement = statement.where(column == value)
    rows, page = paged(connection, statement, query, (COUPONS.c.created_at, COUPONS.c.id))
    return Listing([coupon_view(row) for row in rows], page)


def _told(
    connection: Connection, actor: Actor, coupon_id: UUID, act: str, *, created: bool = False
) -> Reply[Coupon]:
    row = _row(connection, actor.outlet_id, coupon_id)
    limits = {name: getattr(row, name) for name in LIMITS}
    audit.record(
        connection, actor.outlet_id, actor.subject, act, coupon_id, code=row.code, **limits
    )
    location = f"/api/discounts/coupons/{coupon_id}" if created else None
    return Reply(coupon_view(row), location=location, version=row.version)


def _row(connection: Connection, outlet_id: str, coupon_id: UUID) -> AnyRow:
    statement = queries.coupons(outlet_id).where(COUPONS.c.id == coupon_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"there is no coupon {coupon_id}")
    return row
