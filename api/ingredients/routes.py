"""Routes of ingredients."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.ingredients import service
from api.ingredients.schemas import (
    Ingredient,
    IngredientChange,
    IngredientQuery,
    IngredientRequest,
)
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("ingredients")


@routes.get("/api/ingredients", roles=MANAGEMENT)
def list_ingredients(
    query: IngredientQuery, actor: Actor, connection: Connection
) -> Listing[Ingredient]:
    """List what the outlet cooks with, by name."""
    return service.listing(connection, actor.outlet_id, query)


@routes.post("/api/ingredients", roles=MANAGEMENT, status=201, refusals=(409,))
def create_ingredient(
    body: IngredientRequest, actor: Actor, connection: Connection
) -> Reply[Ingredient]:
    """Add an ingredient."""
    return service.create(connection, actor, body)


@routes.get("/api/ingredients/<uuid:ingredient_id>", roles=MANAGEMENT, refusals=(404,))
def get_ingredient(ingredient_id: UUID, actor: Actor, connection: Connection) -> Reply[Ingredient]:
    """Read an ingredient."""
    return service.read(connection, actor.outlet_id, ingredient_id)


@routes.patch("/api/ingredients/<uuid:ingredient_id>", roles=MANAGEMENT, refusals=(404, 412))
def change_ingredient(
    ingredient_id: UUID,
    body: IngredientChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Ingredient]:
    """Change an ingredient, or the units it can be measured in."""
    return service.change(connection, actor, ingredient_id, body, expected_version)
