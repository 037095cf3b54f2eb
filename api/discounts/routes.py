"""Routes of discounts."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import FLOOR, MANAGEMENT
from api.discounts import couponing, previewing, promoting
from api.discounts.schemas import (
    Coupon,
    CouponQuery,
    CouponRequest,
    CouponTerms,
    Preview,
    PreviewRequest,
    Promotion,
    PromotionQuery,
    PromotionRequest,
    PromotionTerms,
    Versions,
)
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("discounts")
PROMOTION = "/api/discounts/promotions/<uuid:promotion_id>"
COUPON = "/api/discounts/coupons/<uuid:coupon_id>"


@routes.post("/api/discounts/preview", roles=FLOOR, idempotent=False)
def preview_discounts(body: PreviewRequest, actor: Actor, connection: Connection) -> Preview:
    """See what discounts would do to an order, and why others would not."""
    return previewing.preview(connection, actor.outlet_id, body)


@routes.post("/api/discounts/promotions", roles=MANAGEMENT, status=201, refusals=(409,))
def create_promotion(
    body: PromotionRequest, actor: Actor, connection: Connection
) -> Reply[Promotion]:
    """Make a promotion."""
    return promoting.create(connection, actor, body)


@routes.get("/api/discounts/promotions", roles=MANAGEMENT)
def list_promotions(
    query: PromotionQuery, actor: Actor, connection: Connection
) -> Listing[Promotion]:
    """List promotions, those changed last first."""
    return promoting.listing(connection, actor.outlet_id, query)


@routes.get(PROMOTION, roles=MANAGEMENT, refusals=(404,))
def get_promotion(promotion_id: UUID, actor: Actor, connection: Connection) -> Reply[Promotion]:
    """Read a promotion."""
    return promoting.read(connection, actor.outlet_id, promotion_id)


@routes.get(f"{PROMOTION}/versions", roles=MANAGEMENT, refusals=(404,))
def list_promotion_versions(promotion_id: UUID, actor: Actor, connection: Connection) -> Versions:
    """Read every version of a promotion."""
    return promoting.versions(connection, actor.outlet_id, promotion_id)


@routes.post(PROMOTION, roles=MANAGEMENT, refusals=(404, 409, 412))
def change_promotion(
    promotion_id: UUID,
    body: PromotionTerms,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Promotion]:
    """Give a promotion new terms; orders keep those they were priced with."""
    return promoting.change(connection, actor, promotion_id, body, expected_version)


@routes.post("/api/discounts/coupons", roles=MANAGEMENT, status=201, refusals=(409,))
def create_coupon(body: CouponRequest, actor: Actor, connection: Connection) -> Reply[Coupon]:
    """Make a coupon of a promotion."""
    return couponing.create(connection, actor, body)


@routes.get("/api/discounts/coupons", roles=MANAGEMENT)
def list_coupons(query: CouponQuery, actor: Actor, connection: Connection) -> Listing[Coupon]:
    """List coupons with their uses, newest first."""
    return couponing.listing(connection, actor.outlet_id, query)


@routes.get(COUPON, roles=MANAGEMENT, refusals=(404,))
def get_coupon(coupon_id: UUID, actor: Actor, connection: Connection) -> Reply[Coupon]:
    """Read a coupon and its uses."""
    return couponing.read(connection, actor.outlet_id, coupon_id)


@routes.post(COUPON, roles=MANAGEMENT, refusals=(404, 412))
def change_coupon(
    coupon_id: UUID,
    body: CouponTerms,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Coupon]:
    """Give a coupon new limits, or switch it off."""
    return couponing.change(connection, actor, coupon_id, body, expected_version)
