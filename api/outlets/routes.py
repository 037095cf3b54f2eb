"""Routes of outlets."""

from sqlalchemy import Connection

from api.authorization import EVERYONE
from api.outlets import service
from api.outlets.schemas import Outlet
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("outlets")


@routes.get("/api/outlets/<outlet_id>", roles=EVERYONE, refusals=(404,))
def get_outlet(outlet_id: str, actor: Actor, connection: Connection) -> Outlet:
    """Read the outlet you work at."""
    return service.read_outlet(connection, actor, outlet_id)
