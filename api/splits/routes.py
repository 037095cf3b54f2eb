"""Routes of split bills."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import FLOOR
from api.routing import Routes
from api.splits import service
from api.splits.schemas import Split, SplitRequest, Unsplit
from chitrail.tokens import Actor

routes = Routes("splits")


@routes.post("/api/orders/<uuid:order_id>/split", roles=FLOOR, refusals=(404, 409))
def split_bill(order_id: UUID, body: SplitRequest, actor: Actor, connection: Connection) -> Split:
    """Split a bill into equal parts, by amounts, or by what each guest had."""
    return service.split(connection, actor, order_id, body)


@routes.post("/api/orders/<uuid:order_id>/unsplit", roles=FLOOR, refusals=(404, 409))
def unsplit_bill(
    order_id: UUID,
    body: Unsplit,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
) -> Split:
    """Make it one bill again."""
    return service.unsplit(connection, actor, order_id)


@routes.get("/api/orders/<uuid:order_id>/split", roles=FLOOR, refusals=(404,))
def get_split(order_id: UUID, actor: Actor, connection: Connection) -> Split:
    """Read the parts of a bill."""
    return service.read(connection, actor.outlet_id, order_id)
