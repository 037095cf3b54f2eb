"""Routes of billing."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import FLOOR, MANAGEMENT
from api.billing import concessions, service
from api.billing.schemas import (
    Billing,
    BillingRequest,
    RemoveStaffDiscount,
    ServiceCharge,
    ShownCoupons,
    StaffDiscountRequest,
)
from api.orders.schemas import Order
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("billing")


@routes.get("/api/billing/settings", roles=FLOOR)
def get_billing_settings(actor: Actor, connection: Connection) -> Reply[Billing]:
    """Read how bills are made: taxes in prices, service charge, limit of discounts by hand."""
    return service.read(connection, actor.outlet_id)


@routes.post("/api/billing/settings", roles=MANAGEMENT, refusals=(412,))
def save_billing_settings(
    body: BillingRequest, actor: Actor, connection: Connection, expected_version: int | None
) -> Reply[Billing]:
    """Say how bills are made from now on; open orders stay as they are."""
    return service.save(connection, actor, body, expected_version)


@routes.post("/api/orders/<uuid:order_id>/coupons", roles=FLOOR, refusals=(404, 409, 412))
def show_coupons(
    order_id: UUID,
    body: ShownCoupons,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Price an open order with the coupons the guest shows, in place of those of before."""
    return concessions.show_coupons(
        connection, actor, order_id, body.coupon_codes, expected_version
    )


@routes.post("/api/orders/<uuid:order_id>/service-charge", roles=FLOOR, refusals=(404, 409, 412))
def set_service_charge(
    order_id: UUID,
    body: ServiceCharge,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Take the service charge off an open order, or put it back."""
    return concessions.charge_service(connection, actor, order_id, body.charged, expected_version)


@routes.post("/api/orders/<uuid:order_id>/staff-discount", roles=FLOOR, refusals=(404, 409, 412))
def give_staff_discount(
    order_id: UUID,
    body: StaffDiscountRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Take something off an open order by hand; above the outlet's limit a second person consents."""
    return concessions.give_discount(connection, actor, order_id, body, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/staff-discount/remove", roles=FLOOR, refusals=(404, 409, 412)
)
def remove_staff_discount(
    order_id: UUID,
    body: RemoveStaffDiscount,  # noqa: ARG001 - a body without fields is checked to have none
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Take a discount by hand off an open order again."""
    return concessions.remove_discount(connection, actor, order_id, expected_version)
