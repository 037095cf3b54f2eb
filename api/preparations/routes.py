"""Routes of preparations."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.preparations import costing, service
from api.preparations.cost_schemas import RecipeCost
from api.preparations.schemas import (
    BatchRequest,
    Preparation,
    PreparationRequest,
    Preparations,
)
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("preparations")


@routes.get("/api/preparations", roles=MANAGEMENT)
def list_preparations(actor: Actor, connection: Connection) -> Preparations:
    """List what the kitchen makes for its dishes, as it is made now."""
    return service.listing(connection, actor.outlet_id)


@routes.post("/api/preparations", roles=MANAGEMENT, status=201, refusals=(409,))
def create_preparation(
    body: PreparationRequest, actor: Actor, connection: Connection
) -> Reply[Preparation]:
    """Add a preparation."""
    return service.create(connection, actor, body)


@routes.get("/api/preparations/<uuid:preparation_id>", roles=MANAGEMENT, refusals=(404,))
def get_preparation(
    preparation_id: UUID, actor: Actor, connection: Connection
) -> Reply[Preparation]:
    """Read a preparation, and what a batch of it takes."""
    return service.read(connection, actor.outlet_id, preparation_id)


@routes.patch("/api/preparations/<uuid:preparation_id>", roles=MANAGEMENT, refusals=(404, 412))
def change_preparation(
    preparation_id: UUID,
    body: BatchRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Preparation]:
    """Make it otherwise from now on; every dish that has it inside gets a new version of its recipe."""
    return service.change(connection, actor, preparation_id, body, expected_version)


@routes.get("/api/menu/items/<uuid:item_id>/recipe-cost", roles=MANAGEMENT, refusals=(404,))
def get_recipe_cost(item_id: UUID, actor: Actor, connection: Connection) -> RecipeCost:
    """Read what a portion costs, part by part, at what the stock cost on average."""
    return costing.recipe_cost(connection, actor.outlet_id, item_id)
