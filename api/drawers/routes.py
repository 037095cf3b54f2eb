"""Routes of cash drawers."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT, TILL
from api.drawers import reports, service
from api.drawers.schemas import (
    CashMoveRequest,
    CloseRequest,
    DrawerQuery,
    DrawerReport,
    DrawerShift,
    NoSaleRequest,
    OpenRequest,
)
from api.paging import Listing
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("drawers")


@routes.post("/api/drawers/open", roles=TILL, status=201, refusals=(409,))
def open_drawer(body: OpenRequest, actor: Actor, connection: Connection) -> DrawerShift:
    """Open a drawer with its float."""
    return service.open_drawer(connection, actor, body)


@routes.post("/api/drawers/<uuid:shift_id>/pay-in", roles=TILL, refusals=(404, 409))
def pay_in(
    shift_id: UUID, body: CashMoveRequest, actor: Actor, connection: Connection
) -> DrawerShift:
    """Put cash into an open drawer."""
    return service.pay_in(connection, actor, shift_id, body)


@routes.post("/api/drawers/<uuid:shift_id>/pay-out", roles=TILL, refusals=(404, 409))
def pay_out(
    shift_id: UUID, body: CashMoveRequest, actor: Actor, connection: Connection
) -> DrawerShift:
    """Take cash out of an open drawer."""
    return service.pay_out(connection, actor, shift_id, body)


@routes.post("/api/drawers/<uuid:shift_id>/no-sale", roles=TILL, refusals=(404, 409))
def no_sale(
    shift_id: UUID, body: NoSaleRequest, actor: Actor, connection: Connection
) -> DrawerShift:
    """Note that the drawer was opened without a sale; management does, or consents."""
    return service.no_sale(connection, actor, shift_id, body)


@routes.post("/api/drawers/<uuid:shift_id>/close", roles=TILL, refusals=(404, 409))
def close_drawer(
    shift_id: UUID, body: CloseRequest, actor: Actor, connection: Connection
) -> DrawerReport:
    """Close a drawer with what was counted in it; gives the Z report."""
    return service.close(connection, actor, shift_id, body)


@routes.get("/api/drawers", roles=TILL)
def list_drawers(query: DrawerQuery, actor: Actor, connection: Connection) -> Listing[DrawerShift]:
    """List shifts, newest first."""
    return reports.listing(connection, actor.outlet_id, query)


@routes.get("/api/drawers/<uuid:shift_id>/x-report", roles=MANAGEMENT, refusals=(404, 409))
def get_x_report(shift_id: UUID, actor: Actor, connection: Connection) -> DrawerReport:
    """Read the cash of an open shift so far."""
    return reports.x_report(connection, actor.outlet_id, shift_id)


@routes.get("/api/drawers/<uuid:shift_id>/z-report", roles=TILL, refusals=(404, 409))
def get_z_report(shift_id: UUID, actor: Actor, connection: Connection) -> DrawerReport:
    """Read the cash of a closed shift."""
    return reports.z_report(connection, actor.outlet_id, shift_id)
