"""Routes of stock."""

from sqlalchemy import Connection

from api.authorization import COOKS, EVERYONE, MANAGEMENT
from api.inventory import (
    documents,
    expiry,
    productions,
    reasons,
    running_out,
    service,
    stock_settings,
    worth,
)
from api.inventory.production_schemas import Production, ProductionQuery, ProductionRequest
from api.inventory.run_out_schemas import RunOutList
from api.inventory.schemas import (
    Document,
    DocumentRequest,
    Level,
    LevelQuery,
    Movement,
    MovementQuery,
    StockSettings,
    Wasted,
    WasteReason,
    WasteReasons,
)
from api.inventory.worth_schemas import (
    Lot,
    LotQuery,
    Shortfalls,
    Valuation,
    ValuationQuery,
)
from api.paging import Listing
from api.reply import Encoded, Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("inventory")


@routes.post("/api/inventory/documents", roles=MANAGEMENT, status=201, also=(200,), refusals=(409,))
def record_document(body: DocumentRequest, actor: Actor, connection: Connection) -> Reply[Document]:
    """Record opening stock, a receipt or waste."""
    return documents.record(connection, actor, body)


@routes.post("/api/inventory/productions", roles=COOKS, status=201)
def record_production(
    body: ProductionRequest, actor: Actor, connection: Connection
) -> Reply[Production]:
    """Record a batch that was made to keep."""
    return productions.record(connection, actor, body)


@routes.get("/api/inventory/productions", roles=MANAGEMENT)
def list_productions(
    query: ProductionQuery, actor: Actor, connection: Connection
) -> Listing[Production]:
    """List batches with their yield and what they cost, newest first."""
    return productions.listing(connection, actor.outlet_id, query)


@routes.get("/api/inventory/waste-reasons", roles=EVERYONE)
def list_waste_reasons(actor: Actor, connection: Connection) -> WasteReasons:
    """List why things may be thrown away."""
    return reasons.listing(connection, actor.outlet_id)


@routes.post("/api/inventory/waste-reasons", roles=MANAGEMENT)
def save_waste_reason(body: WasteReason, actor: Actor, connection: Connection) -> WasteReasons:
    """Add a reason, or change the one with this code."""
    return reasons.save(connection, actor, body)


@routes.post("/api/inventory/waste-expired", roles=MANAGEMENT, status=201, also=(200,))
def waste_expired(actor: Actor, connection: Connection) -> Reply[Wasted]:
    """Throw away what is left of every lot that is past its date."""
    return expiry.waste(connection, actor)


@routes.get("/api/inventory/levels", roles=EVERYONE)
def list_levels(query: LevelQuery, actor: Actor, connection: Connection) -> Listing[Level]:
    """List what is there of every ingredient."""
    return service.levels(connection, actor.outlet_id, query)


@routes.get("/api/inventory/run-out", roles=EVERYONE)
def list_run_outs(actor: Actor, connection: Connection) -> RunOutList:
    """Predict when ingredients will be gone today, the likeliest first."""
    return running_out.listing(connection, actor.outlet_id)


@routes.get("/api/inventory/movements", roles=MANAGEMENT)
def list_movements(query: MovementQuery, actor: Actor, connection: Connection) -> Listing[Movement]:
    """List the entries of the stock ledger, newest first."""
    return service.movements(connection, actor.outlet_id, query)


@routes.get(
    "/api/inventory/movements.csv", roles=MANAGEMENT, returns=str, media_types=("text/csv",)
)
def movements_csv(query: MovementQuery, actor: Actor, connection: Connection) -> Encoded:
    """Read a page of the ledger as a table for a spreadsheet."""
    found = service.movements_csv(connection, actor.outlet_id, query)
    return Encoded(200, found, _table_headers("stock-movements"))


@routes.get("/api/inventory/lots", roles=EVERYONE)
def list_lots(query: LotQuery, actor: Actor, connection: Connection) -> Listing[Lot]:
    """List what is left of every lot, first to expire first."""
    return worth.lots(connection, actor.outlet_id, query)


@routes.get("/api/inventory/valuation", roles=MANAGEMENT)
def value_stock(query: ValuationQuery, actor: Actor, connection: Connection) -> Valuation:
    """Read what the stock is worth, or was at an instant."""
    return worth.valuation(connection, actor.outlet_id, query)


@routes.get(
    "/api/inventory/valuation.csv", roles=MANAGEMENT, returns=str, media_types=("text/csv",)
)
def value_stock_csv(query: ValuationQuery, actor: Actor, connection: Connection) -> Encoded:
    """Read the same as a table for a spreadsheet."""
    found = worth.valuation_csv(connection, actor.outlet_id, query)
    return Encoded(200, found, _table_headers("stock-valuation"))


@routes.get("/api/inventory/shortfalls", roles=MANAGEMENT)
def list_shortfalls(actor: Actor, connection: Connection) -> Shortfalls:
    """List what more left of than was there."""
    return worth.shortfalls(connection, actor.outlet_id)


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


def _table_headers(name: str) -> dict[str, str]:
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
