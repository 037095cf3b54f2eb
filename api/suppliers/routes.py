"""Routes of suppliers."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from api.suppliers import items, service
from api.suppliers.schemas import (
    PriceRequest,
    Prices,
    Supplier,
    SupplierChange,
    SupplierItem,
    SupplierItemChange,
    SupplierItemRequest,
    SupplierItems,
    SupplierQuery,
    SupplierRequest,
)
from chitrail.tokens import Actor

routes = Routes("suppliers")


@routes.get("/api/suppliers", roles=MANAGEMENT)
def list_suppliers(query: SupplierQuery, actor: Actor, connection: Connection) -> Listing[Supplier]:
    """List who the outlet buys of, by name."""
    return service.listing(connection, actor.outlet_id, query)


@routes.post("/api/suppliers", roles=MANAGEMENT, status=201, refusals=(409,))
def create_supplier(body: SupplierRequest, actor: Actor, connection: Connection) -> Reply[Supplier]:
    """Add a supplier."""
    return service.create(connection, actor, body)


@routes.get("/api/suppliers/<uuid:supplier_id>", roles=MANAGEMENT, refusals=(404,))
def get_supplier(supplier_id: UUID, actor: Actor, connection: Connection) -> Reply[Supplier]:
    """Read a supplier."""
    return service.read(connection, actor.outlet_id, supplier_id)


@routes.patch("/api/suppliers/<uuid:supplier_id>", roles=MANAGEMENT, refusals=(404, 412))
def change_supplier(
    supplier_id: UUID,
    body: SupplierChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Supplier]:
    """Change a supplier, or retire them."""
    return service.change(connection, actor, supplier_id, body, expected_version)


@routes.get("/api/suppliers/<uuid:supplier_id>/items", roles=MANAGEMENT, refusals=(404,))
def list_supplier_items(supplier_id: UUID, actor: Actor, connection: Connection) -> SupplierItems:
    """List what a supplier sells, with today's prices."""
    return items.listing(connection, actor.outlet_id, supplier_id)


@routes.post(
    "/api/suppliers/<uuid:supplier_id>/items", roles=MANAGEMENT, status=201, refusals=(404, 409)
)
def create_supplier_item(
    supplier_id: UUID, body: SupplierItemRequest, actor: Actor, connection: Connection
) -> Reply[SupplierItem]:
    """Add a pack a supplier sells, with its price."""
    return items.create(connection, actor, supplier_id, body)


@routes.get("/api/supplier-items/<uuid:supplier_item_id>", roles=MANAGEMENT, refusals=(404,))
def get_supplier_item(
    supplier_item_id: UUID, actor: Actor, connection: Connection
) -> Reply[SupplierItem]:
    """Read what a supplier sells."""
    return items.read(connection, actor.outlet_id, supplier_item_id)


@routes.patch(
    "/api/supplier-items/<uuid:supplier_item_id>", roles=MANAGEMENT, refusals=(404, 409, 412)
)
def change_supplier_item(
    supplier_item_id: UUID,
    body: SupplierItemChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[SupplierItem]:
    """Change how a pack is ordered, whether it is preferred, or retire it."""
    return items.change(connection, actor, supplier_item_id, body, expected_version)


@routes.get("/api/supplier-items/<uuid:supplier_item_id>/prices", roles=MANAGEMENT, refusals=(404,))
def list_supplier_prices(supplier_item_id: UUID, actor: Actor, connection: Connection) -> Prices:
    """List what a pack cost, and will cost, from which day on."""
    return items.prices(connection, actor.outlet_id, supplier_item_id)


@routes.post(
    "/api/supplier-items/<uuid:supplier_item_id>/prices", roles=MANAGEMENT, refusals=(404,)
)
def set_supplier_price(
    supplier_item_id: UUID, body: PriceRequest, actor: Actor, connection: Connection
) -> Reply[SupplierItem]:
    """Say what a pack costs from a day on."""
    return items.set_price(connection, actor, supplier_item_id, body)
