"""Routes of settlements."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.database import Database
from api.idempotency import Key
from api.paging import Listing
from api.reply import Encoded
from api.routing import Routes
from api.settlements import asking, reading
from api.settlements.schemas import (
    ExceptionQuery,
    Imported,
    ImportRequest,
    LineQuery,
    ResolveRequest,
    Settlement,
    SettlementException,
    SettlementLine,
    SettlementQuery,
)
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("settlements")


@routes.post(
    "/api/settlements/import", roles=MANAGEMENT, returns=Imported, refusals=(409, 502, 503)
)
def import_settlements(
    body: ImportRequest, actor: Actor, database: Database, settings: Settings, key: Key
) -> Encoded:
    """Import what the gateway settled on these days, and compare it with the books."""
    return asking.run(database, settings, actor, body, key)


@routes.get("/api/settlements", roles=MANAGEMENT)
def list_settlements(
    query: SettlementQuery, actor: Actor, connection: Connection
) -> Listing[Settlement]:
    """List transfers to the bank, newest first."""
    return reading.settlements(connection, actor.outlet_id, query)


@routes.get("/api/settlements/<settlement_id>/lines", roles=MANAGEMENT, refusals=(404,))
def list_settlement_lines(
    settlement_id: str, query: LineQuery, actor: Actor, connection: Connection
) -> Listing[SettlementLine]:
    """List the payments and refunds of a transfer."""
    return reading.lines(connection, actor.outlet_id, settlement_id, query)


@routes.get("/api/settlements/exceptions", roles=MANAGEMENT)
def list_settlement_exceptions(
    query: ExceptionQuery, actor: Actor, connection: Connection
) -> Listing[SettlementException]:
    """List differences between settlements and books, newest first."""
    return reading.exceptions(connection, actor.outlet_id, query)


@routes.post(
    "/api/settlements/exceptions/<uuid:exception_id>/resolve",
    roles=MANAGEMENT,
    refusals=(404, 409),
)
def resolve_settlement_exception(
    exception_id: UUID, body: ResolveRequest, actor: Actor, connection: Connection
) -> SettlementException:
    """Resolve a difference by hand, saying what became of it."""
    return reading.resolve(connection, actor, exception_id, body.note)
