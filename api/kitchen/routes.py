"""Routes of kitchen displays beside tickets."""

from sqlalchemy import Connection

from api.authorization import COOKS
from api.kitchen import service
from api.kitchen.schemas import OpenIngredients
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("kitchen")


@routes.get("/api/kitchen/ingredients", roles=COOKS)
def count_ingredients(actor: Actor, connection: Connection) -> Reply[OpenIngredients]:
    """Read what a portion of each open line takes from stock, for a kitchen's all-day count."""
    return service.open_ingredients(connection, actor)
