"""Queries about promotions, coupons and the discounts of orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)

from api.auth.models import Staff
from api.discounts.models import (
    Coupon,
    CouponCount,
    OrderDiscount,
    OrderDiscountLine,
    Promotion,
    PromotionVersion,
)
from api.menu.models import MenuCategory, MenuItem
from api.models import AnyRow, AnySelect, table_of

PROMOTIONS, VERSIONS = table_of(Promotion), table_of(PromotionVersion)
COUPONS, COUNTS = table_of(Coupon), table_of(CouponCount)
DISCOUNTS, DISCOUNT_LINES = table_of(OrderDiscount), table_of(OrderDiscountLine)
ITEMS, CATEGORIES, STAFF = table_of(MenuItem), table_of(MenuCategory), table_of(Staff)
_LATEST = PROMOTIONS.join(
    VERSIONS,
    and_(VERSIONS.c.promotion_id == PROMOTIONS.c.id, VERSIONS.c.version == PROMOTIONS.c.version),
)
_USES = func.coalesce(COUNTS.c.uses, 0).label("uses")
_DISH = (
    ITEMS.c.id,
    ITEMS.c.code,
    ITEMS.c.price_paise,
    ITEMS.c.category_id,
    (ITEMS.c.name + func.coalesce(" (" + func.nullif(ITEMS.c.variant, "") + ")", "")).label(
        "shown_name"
    ),
)


def dishes(connection: Connection, ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """Items by id, with category, price and the name a bill shows."""
    rows = connection.execute(select(*_DISH).where(ITEMS.c.id.in_(ids)))
    return {row.id: row for row in rows}


def menu_dishes(
    connection: Connection, outlet_id: str, ids: Collection[UUID], codes: Collection[str]
) -> Sequence[AnyRow]:
    """Items of an outlet by id or code, as `dishes` gives them."""
    named = or_(ITEMS.c.id.in_(ids), ITEMS.c.code.in_(codes))
    return connection.execute(select(*_DISH).where(ITEMS.c.outlet_id == outlet_id, named)).all()


def known_codes(
    connection: Connection,
    outlet_id: str | None,
    items: Collection[str],
    categories: Collection[str],
) -> tuple[set[str], set[str]]:
    """Which of these codes of items and of categories the menu has; None looks at every outlet's."""
    found = []
    for table, codes in ((ITEMS, items), (CATEGORIES, categories)):
        statement = select(table.c.code).where(table.c.code.in_(codes))
        if outlet_id is not None:
            statement = statement.where(table.c.outlet_id == outlet_id)
        found.append(set(connection.execute(statement).scalars()))
    return found[0], found[1]


def promotions(outlet_id: str) -> AnySelect:
    """Statement for the promotions an outlet has, with the terms that hold now."""
    return (
        _terms().select_from(_LATEST.outerjoin(STAFF, _MADE_BY)).where(_of(PROMOTIONS, outlet_id))
    )


def versions(connection: Connection, promotion_id: UUID) -> Sequence[AnyRow]:
    """Every version of a promotion, newest first."""
    joined = PROMOTIONS.join(VERSIONS, VERSIONS.c.promotion_id == PROMOTIONS.c.id)
    statement = _terms().select_from(joined.outerjoin(STAFF, _MADE_BY))
    statement = statement.where(PROMOTIONS.c.id == promotion_id)
    return connection.execute(statement.order_by(VERSIONS.c.version.desc())).all()


def lock_promotion(connection: Connection, outlet_id: str, promotion_id: UUID) -> AnyRow | None:
    """A promotion's row, locked until the transaction ends."""
    statement = select(PROMOTIONS).where(
        PROMOTIONS.c.id == promotion_id, _of(PROMOTIONS, outlet_id)
    )
    return connection.execute(statement.with_for_update(key_share=True)).one_or_none()


def automatic(connection: Connection, outlet_id: str) -> int:
    """How many active promotions of an outlet need no coupon."""
    statement = (
        select(func.count())
        .select_from(_LATEST)
        .where(_of(PROMOTIONS, outlet_id), VERSIONS.c.active, VERSIONS.c.by_coupon.is_(False))
    )
    return int(connection.execute(statement).scalar_one())


def coupons(outlet_id: str) -> AnySelect:
    """Statement for the coupons an outlet has, with their uses that hold."""
    joined = COUPONS.outerjoin(
        COUNTS, and_(COUNTS.c.coupon_id == COUPONS.c.id, COUNTS.c.kind == literal("TOTAL"))
    )
    return select(COUPONS, _USES).select_from(joined).where(_of(COUPONS, outlet_id))


def lock_coupon(connection: Connection, outlet_id: str, coupon_id: UUID) -> AnyRow | None:
    """A coupon's row, locked until the transaction ends."""
    statement = select(COUPONS).where(COUPONS.c.id == coupon_id, _of(COUPONS, outlet_id))
    return connection.execute(statement.with_for_update(key_share=True)).one_or_none()


def discounts_of(connection: Connection, order_id: UUID) -> Sequence[AnyRow]:
    """The discounts of an order that hold, in the order they were applied."""
    statement = select(DISCOUNTS).where(
        DISCOUNTS.c.order_id == order_id, DISCOUNTS.c.released_at.is_(None)
    )
    return connection.execute(statement.order_by(DISCOUNTS.c.position)).all()


def lines_of(connection: Connection, discounts: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Paise by line of each of these discounts."""
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    statement = select(DISCOUNT_LINES).where(DISCOUNT_LINES.c.discount_id.in_(discounts))
    for row in connection.execute(statement):
        found[row.discount_id][row.line_id] = row.amount_paise
    return found


_MADE_BY = cast(STAFF.c.id, Text) == VERSIONS.c.created_by


def _terms() -> AnySelect:
    return select(
        PROMOTIONS.c.id,
        PROMOTIONS.c.outlet_id,
        PROMOTIONS.c.code,
        VERSIONS,
        STAFF.c.display_name.label("created_by_name"),
    )


def _of(table: Table, outlet_id: str) -> ColumnElement[bool]:
    return or_(table.c.outlet_id == outlet_id, table.c.outlet_id.is_(None))
