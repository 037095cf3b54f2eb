"""Route of the live figures."""

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.live import service
from api.live.schemas import Live
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("live")


@routes.get("/api/live", roles=MANAGEMENT)
def show_live(actor: Actor, connection: Connection) -> Live:
    """See what is sold and how long stations take now: hints of the stream, not yet the books."""
    return service.live(connection, actor.outlet_id)
