"""Routes of kitchen displays beside tickets."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import COOKS, MANAGEMENT
from api.kitchen import past, service
from api.kitchen.schemas import Board, BoardQuery, FrameQuery, Frames, OpenIngredients, Waiting
from api.orders.schemas import Order
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("kitchen")


@routes.get("/api/kitchen/ingredients", roles=COOKS)
def count_ingredients(actor: Actor, connection: Connection) -> Reply[OpenIngredients]:
    """Read what a portion of each open line takes from stock, for a kitchen's all-day count."""
    return service.open_ingredients(connection, actor)


@routes.get("/api/kitchen/pass", roles=COOKS)
def list_waiting(actor: Actor, connection: Connection) -> Reply[Waiting]:
    """List the ready tickets that wait at the pass: their orders were not handed over."""
    return service.waiting(connection, actor)


@routes.post("/api/kitchen/orders/<uuid:order_id>/hand-over", roles=COOKS, refusals=(404, 409, 412))
def hand_order_over(
    order_id: UUID, actor: Actor, connection: Connection, expected_version: int | None
) -> Reply[Order]:
    """Hand an order over that is ready whole: it is served."""
    return service.hand_over(connection, actor, order_id, expected_version)


@routes.get("/api/kitchen/board", roles=MANAGEMENT)
def read_board(query: BoardQuery, actor: Actor, connection: Connection) -> Board:
    """Read what hung on the screens of a station at any moment."""
    return past.board(connection, actor.outlet_id, query)


@routes.get("/api/kitchen/frames", roles=MANAGEMENT)
def list_frames(query: FrameQuery, actor: Actor, connection: Connection) -> Frames:
    """List all the screens of a station were told in a part of an evening."""
    return past.frames(connection, actor.outlet_id, query)
