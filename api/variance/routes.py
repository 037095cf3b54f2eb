"""Routes of variances."""

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.routing import Routes
from api.variance import service
from api.variance.schemas import VarianceQuery, Variances
from chitrail.tokens import Actor

routes = Routes("inventory")


@routes.get("/api/inventory/variance", roles=MANAGEMENT, refusals=(404, 409))
def get_variance(query: VarianceQuery, actor: Actor, connection: Connection) -> Variances:
    """Compare what was used between two counts with what the recipes say, the causes apart."""
    return service.between(connection, actor.outlet_id, query)
