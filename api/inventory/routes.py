"""Routes of stock."""

from sqlalchemy import Connection

from api.authorization import EVERYONE, MANAGEMENT
from api.inventory import documents, service, stock_settings
from api.inventory.schemas import (
    Document,
    DocumentRequest,
    Level,
    LevelQuery,
    Movement,
    MovementQuery,
    StockSettings,
)
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("inventory")


@routes.post("/api/inventory/documents", roles=MANAGEMENT, status=201, also=(200,), refusals=(409,))
def record_document(body: DocumentRequest, actor: Actor, connection: Connection) -> Reply[Document]:
    """Record opening stock, a receipt or waste."""
    return documents.record(connection, actor, body)


@routes.get("/api/inventory/levels", roles=EVERYONE)
def list_levels(query: LevelQuery, actor: Actor, connection: Connection) -> Listing[Level]:
    """List what is there of every ingredient."""
    return service.levels(connection, actor.outlet_id, query)


@routes.get("/api/inventory/movements", roles=MANAGEMENT)
def list_movements(query: MovementQuery, actor: Actor, connection: Connection) -> Listing[Movement]:
    """List the entries of the stock ledger, newest first."""
    return service.movements(connection, actor.outlet_id, query)


@routes.get("/api/inventory/settings", roles=EVERYONE)
def get_stock_settings(actor: Actor, connection: Connection) -> StockSettings:
    """Read how orders take stock."""
    return stock_settings.read(connection, actor.outlet_id)


@routes.post("/api/inventory/settings", roles=MANAGEMENT)
def save_stock_settings(
    body: StockSettings, actor: Actor, connection: Connection
) -> Reply[StockSettings]:
    """Say how orders take stock from now on; open orders follow at once."""
    return stock_settings.save(connection, actor, body)
