"""Routes of purchase orders."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.paging import Listing
from api.purchasing import buying, printing, progress, service
from api.purchasing.on_order import OnOrders, on_order
from api.purchasing.schemas import (
    ApproveRequest,
    EndRequest,
    PurchaseOrder,
    PurchaseOrderChange,
    PurchaseOrderHeader,
    PurchaseOrderQuery,
    PurchaseOrderRequest,
    Purchasing,
    PurchasingRequest,
    SendRequest,
)
from api.reply import Encoded, Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("purchasing")
ONE = "/api/purchase-orders/<uuid:purchase_id>"


@routes.get("/api/purchasing/settings", roles=MANAGEMENT)
def get_purchasing_settings(actor: Actor, connection: Connection) -> Reply[Purchasing]:
    """Read how the outlet buys: limit of approvals, tolerance, tax as cost."""
    return buying.read(connection, actor.outlet_id)


@routes.post("/api/purchasing/settings", roles=MANAGEMENT, refusals=(412,))
def save_purchasing_settings(
    body: PurchasingRequest, actor: Actor, connection: Connection, expected_version: int | None
) -> Reply[Purchasing]:
    """Say how the outlet buys from now on."""
    return buying.save(connection, actor, body, expected_version)


@routes.get("/api/purchase-orders", roles=MANAGEMENT)
def list_purchase_orders(
    query: PurchaseOrderQuery, actor: Actor, connection: Connection
) -> Listing[PurchaseOrderHeader]:
    """List orders to suppliers, newest first."""
    return service.listing(connection, actor.outlet_id, query)


@routes.post("/api/purchase-orders", roles=MANAGEMENT, status=201, also=(200,))
def create_purchase_order(
    body: PurchaseOrderRequest, actor: Actor, connection: Connection
) -> Reply[PurchaseOrder]:
    """Draft an order to a supplier, or add to the open draft."""
    return service.create(connection, actor, body)


@routes.get(ONE, roles=MANAGEMENT, refusals=(404,))
def get_purchase_order(
    purchase_id: UUID, actor: Actor, connection: Connection
) -> Reply[PurchaseOrder]:
    """Read an order to a supplier with its lines."""
    return service.read(connection, actor.outlet_id, purchase_id)


@routes.patch(ONE, roles=MANAGEMENT, refusals=(404, 409, 412))
def change_purchase_order(
    purchase_id: UUID,
    body: PurchaseOrderChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[PurchaseOrder]:
    """Change a draft."""
    return service.change(connection, actor, purchase_id, body, expected_version)


@routes.post(f"{ONE}/approve", roles=MANAGEMENT, refusals=(404, 409, 412))
def approve_purchase_order(
    purchase_id: UUID,
    body: ApproveRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[PurchaseOrder]:
    """Approve a draft; above the outlet's limit a second person consents."""
    return progress.approve(connection, actor, purchase_id, body, expected_version)


@routes.post(f"{ONE}/send", roles=MANAGEMENT, refusals=(404, 409, 412))
def send_purchase_order(
    purchase_id: UUID,
    body: SendRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[PurchaseOrder]:
    """Note that the supplier was told, and how."""
    return progress.send(connection, actor, purchase_id, body, expected_version)


@routes.post(f"{ONE}/cancel", roles=MANAGEMENT, refusals=(404, 409, 412))
def cancel_purchase_order(
    purchase_id: UUID,
    body: EndRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[PurchaseOrder]:
    """Cancel an order of which nothing came."""
    return progress.cancel(connection, actor, purchase_id, body, expected_version)


@routes.post(f"{ONE}/close", roles=MANAGEMENT, refusals=(404, 409, 412))
def close_purchase_order(
    purchase_id: UUID,
    body: EndRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[PurchaseOrder]:
    """Close an order; what has not come will not come any more."""
    return progress.close(connection, actor, purchase_id, body, expected_version)


@routes.get(f"{ONE}/print", roles=MANAGEMENT, returns=bytes, refusals=(404,))
def print_purchase_order(purchase_id: UUID, actor: Actor, connection: Connection) -> Encoded:
    """Read an order as a page to print."""
    order = service.read(connection, actor.outlet_id, purchase_id).value
    return printing.page(connection, order, actor.outlet_id)


@routes.get(
    f"{ONE}/lines.csv", roles=MANAGEMENT, returns=str, media_types=("text/csv",), refusals=(404,)
)
def purchase_order_csv(purchase_id: UUID, actor: Actor, connection: Connection) -> Encoded:
    """Read an order's lines as a table for a spreadsheet."""
    return printing.table(service.read(connection, actor.outlet_id, purchase_id).value)


@routes.get("/api/inventory/on-order", roles=MANAGEMENT)
def list_on_order(actor: Actor, connection: Connection) -> OnOrders:
    """List what is still to come of each ingredient, from suppliers and other outlets."""
    return on_order(connection, actor)
