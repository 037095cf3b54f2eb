"""Making and changing promotions: every change is a new version, so that no order's terms ever change."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.audit import service as audit
from api.authorization import Forbidden
from api.database import looking_everywhere
from api.discounts import queries
from api.discounts.queries import PROMOTIONS, VERSIONS
from api.discounts.schemas import (
    Promotion,
    PromotionQuery,
    PromotionRequest,
    PromotionTerms,
    Versions,
)
from api.discounts.terms import row_of
from api.discounts.views import promotion_view
from api.models import AnyRow
from api.paging import Listing, paged
from api.preconditions import require_version
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.tokens import Actor

MOST_AUTOMATIC = 30
"""Active promotions without a coupon an outlet may have: every order is priced against each of them."""
ADMIN = "admin"


class CodeTaken(Conflict):
    """Codes are unique in an outlet."""

    code = "code-taken"
    title = "This code is taken"


class TooManyPromotions(Conflict):
    """An outlet has as many active promotions as an order is priced against."""

    code = "too-many-promotions"
    title = "Too many active promotions"


def create(connection: Connection, actor: Actor, request: PromotionRequest) -> Reply[Promotion]:
    """A new promotion. Raises InvalidInput, Forbidden, CodeTaken, TooManyPromotions."""
    outlet_id = None if request.all_outlets else actor.outlet_id
    check_scope(actor, outlet_id)
    terms, identity = _checked(connection, outlet_id, request), new_id()
    row = {"id": identity, "outlet_id": outlet_id, "code": request.code, "version": 1}
    statement = insert_or_not(PROMOTIONS).values(row).on_conflict_do_nothing()
    if connection.execute(statement.returning(PROMOTIONS.c.id)).scalar() is None:
        raise CodeTaken(f"there is a promotion {request.code}", field="code")
    _add(connection, actor, identity, 1, terms)
    return _told(connection, actor, identity, "promotion-created", created=True)


def change(
    connection: Connection,
    actor: Actor,
    promotion_id: UUID,
    request: PromotionTerms,
    expected: int | None,
) -> Reply[Promotion]:
    """New terms of a promotion, all of them. Raises NotFound, PreconditionFailed and as `create` does."""
    present = queries.lock_promotion(connection, actor.outlet_id, promotion_id)
    if present is None:
        raise NotFound(f"there is no promotion {promotion_id}")
    check_scope(actor, present.outlet_id)
    shown = promotion_view(_row(connection, actor.outlet_id, promotion_id))
    require_version(expected, present.version, shown)
    terms, version = _checked(connection, present.outlet_id, request), present.version + 1
    _add(connection, actor, promotion_id, version, terms)
    statement = update(PROMOTIONS).where(PROMOTIONS.c.id == promotion_id)
    connection.execute(statement.values(version=version))
    return _told(connection, actor, promotion_id, "promotion-changed")


def read(connection: Connection, outlet_id: str, promotion_id: UUID) -> Reply[Promotion]:
    """A promotion as it is now. Raises NotFound."""
    row = _row(connection, outlet_id, promotion_id)
    return Reply(promotion_view(row), version=row.version)


def versions(connection: Connection, outlet_id: str, promotion_id: UUID) -> Versions:
    """Every version of a promotion, newest first. Raises NotFound."""
    _row(connection, outlet_id, promotion_id)
    return Versions([promotion_view(row) for row in queries.versions(connection, promotion_id)])


def listing(connection: Connection, outlet_id: str, query: PromotionQuery) -> Listing[Promotion]:
    """Promotions of an outlet, those changed last first."""
    statement = queries.promotions(outlet_id)
    wanted = {
        PROMOTIONS.c.code: query.code,
        VERSIONS.c.kind: query.kind,
        VERSIONS.c.active: query.active,
        VERSIONS.c.by_coupon: query.by_coupon,
    }
    for column, value in wanted.items():
        if value is not None:
            statement = statement.where(column == value)
    by = (VERSIONS.c.created_at, PROMOTIONS.c.id)
    rows, page = paged(connection, statement, query, by)
    return Listing([promotion_view(row) for row in rows], page)


def check_scope(actor: Actor, outlet_id: str | None) -> None:
    """Raise Forbidden unless the caller may write for every outlet, where there is no single one."""
    if outlet_id is None and actor.role != ADMIN:
        raise Forbidden("what holds at all outlets is an administrator's", roles=[ADMIN])


def _checked(
    connection: Connection, outlet_id: str | None, request: PromotionTerms
) -> dict[str, Any]:
    row = row_of(request)
    for field, items, categories in (
        ("applies_to", row["item_codes"], row["category_codes"]),
        ("get", row["get_item_codes"], row["get_category_codes"]),
    ):
        known = _known_codes(connection, outlet_id, items, categories)
        for name, codes, found in (
            ("item_codes", items, known[0]),
            ("category_codes", categories, known[1]),
        ):
            for place, code in enumerate(codes):
                if code not in found:
                    at = f"{field}/{name}/{place}"
                    raise InvalidInput("the menu has no such code", field=at)
    return row


def _known_codes(
    connection: Connection, outlet_id: str | None, items: list[str], categories: list[str]
) -> tuple[set[str], set[str]]:
    """What holds at all outlets may name what any of them sells."""
    if outlet_id is not None:
        return queries.known_codes(connection, outlet_id, items, categories)
    with looking_everywhere(connection):
        return queries.known_codes(connection, None, items, categories)


def _add(
    connection: Connection, actor: Actor, promotion_id: UUID, version: int, terms: dict[str, Any]
) -> None:
    head = {"promotion_id": promotion_id, "version": version}
    made = {"created_by": actor.subject, "created_at": now()}
    connection.execute(insert(VERSIONS).values(**head, **made, **terms))


def _told(
    connection: Connection, actor: Actor, promotion_id: UUID, act: str, *, created: bool = False
) -> Reply[Promotion]:
    """The promotion as it is now; the limit is checked here, with what was just written."""
    row = _row(connection, actor.outlet_id, promotion_id)
    if queries.automatic(connection, actor.outlet_id) > MOST_AUTOMATIC:
        raise TooManyPromotions(f"at most {MOST_AUTOMATIC} are active at once", field="active")
    audit.record(
        connection,
        actor.outlet_id,
        actor.subject,
        act,
        promotion_id,
        code=row.code,
        version=row.version,
    )
    location = f"/api/discounts/promotions/{promotion_id}" if created else None
    return Reply(promotion_view(row), location=location, version=row.version)


def _row(connection: Connection, outlet_id: str, promotion_id: UUID) -> AnyRow:
    statement = queries.promotions(outlet_id).where(PROMOTIONS.c.id == promotion_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"there is no promotion {promotion_id}")
    return row
