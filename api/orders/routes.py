"""Routes of orders."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import EVERYONE, FLOOR, GUEST, MANAGEMENT, require_own_order
from api.database import Database
from api.idempotency import Key
from api.orders import (
    courses,
    editing,
    merging,
    placing,
    quoting,
    reading,
    returning,
    rushing,
    service,
    splitting_off,
    voiding,
)
from api.orders.schemas import (
    AddLines,
    AdvanceOrder,
    CancelOrder,
    ChangeLine,
    CompleteOrder,
    History,
    MergeOrder,
    MoveOrder,
    Order,
    OrderQuery,
    OrderRequest,
    Quote,
    QuoteRequest,
    VoidLine,
)
from api.orders.serving_schemas import CallCourse, ReturnToStock, Rush, SplitOff
from api.paging import Listing
from api.reply import Encoded, Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("orders")


@routes.post(
    "/api/orders", roles=FLOOR, status=201, also=(200,), returns=Reply[Order], refusals=(409,)
)
def place_order(body: OrderRequest, actor: Actor, database: Database, key: Key) -> Encoded:
    """Place an order; its tickets hang on the kitchen's rail at once."""
    return placing.place(database, actor, body, key)


@routes.get("/api/orders", roles=EVERYONE)
def list_orders(query: OrderQuery, actor: Actor, connection: Connection) -> Listing[Order]:
    """List orders, newest first."""
    return reading.listing(connection, actor.outlet_id, query)


@routes.get("/api/orders/<uuid:order_id>", roles=EVERYONE | {GUEST}, refusals=(404,))
def get_order(order_id: UUID, actor: Actor, connection: Connection) -> Reply[Order]:
    """Read an order; a guest reads their own."""
    require_own_order(actor, order_id)
    return reading.read(connection, actor.outlet_id, order_id)


@routes.post("/api/orders/quote", roles=FLOOR, idempotent=False, refusals=(409,))
def quote_order(body: QuoteRequest, actor: Actor, connection: Connection) -> Quote:
    """Price dishes without ordering them."""
    return quoting.quote(connection, actor.outlet_id, body)


@routes.get("/api/orders/<uuid:order_id>/history", roles=FLOOR, refusals=(404,))
def order_history(order_id: UUID, actor: Actor, connection: Connection) -> History:
    """Read everything that happened to an order, oldest first."""
    return reading.history(connection, actor.outlet_id, order_id)


@routes.post("/api/orders/<uuid:order_id>/lines", roles=FLOOR, refusals=(404, 409, 412))
def add_order_lines(
    order_id: UUID,
    body: AddLines,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Add dishes to an order; they hang on new tickets."""
    return editing.add_lines(connection, actor, order_id, body, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/lines/<uuid:line_id>/change",
    roles=FLOOR,
    refusals=(404, 409, 412),
)
def change_order_line(
    order_id: UUID,
    line_id: UUID,
    body: ChangeLine,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Change quantity or note of a dish that is not cooked yet."""
    return editing.change_line(connection, actor, order_id, line_id, body, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/lines/<uuid:line_id>/void", roles=FLOOR, refusals=(404, 409, 412)
)
def void_order_line(
    order_id: UUID,
    line_id: UUID,
    body: VoidLine,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Take a dish off the bill; one the kitchen has begun needs management's consent."""
    return voiding.void_line(connection, actor, order_id, line_id, body, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/courses/<int:course>/fire",
    roles=EVERYONE,
    refusals=(404, 409, 412),
)
def fire_course(
    order_id: UUID,
    course: int,
    body: CallCourse,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Tell the kitchen to cook a course that is held."""
    return courses.fire(connection, actor, order_id, course, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/courses/<int:course>/hold",
    roles=EVERYONE,
    refusals=(404, 409, 412),
)
def hold_course(
    order_id: UUID,
    course: int,
    body: CallCourse,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Hold back what the kitchen has not begun of a course."""
    return courses.hold(connection, actor, order_id, course, expected_version)


@routes.post("/api/orders/<uuid:order_id>/rush", roles=FLOOR, refusals=(404, 409, 412))
def rush_order(
    order_id: UUID,
    body: Rush,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Put an order before the others in the kitchen, or back in its turn."""
    return rushing.rush(connection, actor, order_id, expected_version, wanted=body.rush)


@routes.post("/api/orders/<uuid:order_id>/move", roles=FLOOR, refusals=(404, 409, 412))
def move_order(
    order_id: UUID,
    body: MoveOrder,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Put an order on another table."""
    return editing.move(connection, actor, order_id, body.table_label, expected_version)


@routes.post("/api/orders/<uuid:order_id>/merge", roles=FLOOR, refusals=(404, 409, 412))
def merge_order(
    order_id: UUID,
    body: MergeOrder,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Put an order into another; the other is given back."""
    return merging.merge(connection, actor, order_id, body.into, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/split-off", roles=FLOOR, status=201, refusals=(404, 409, 412)
)
def split_off_order(
    order_id: UUID,
    body: SplitOff,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Move lines, or portions of them, to a new order, which is given back."""
    return splitting_off.split_off(connection, actor, order_id, body, expected_version)


@routes.post("/api/orders/<uuid:order_id>/advance", roles=FLOOR, refusals=(404, 409, 412))
def advance_order(
    order_id: UUID,
    body: AdvanceOrder,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Move an order to its next status or the one named; its tickets follow."""
    return service.advance(connection, actor, order_id, body.to, expected_version)


@routes.post("/api/orders/<uuid:order_id>/complete", roles=FLOOR, refusals=(404, 409, 412))
def complete_order(
    order_id: UUID,
    body: CompleteOrder,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Complete a ready or served order that is paid in full."""
    return service.complete(connection, actor, order_id, expected_version)


@routes.post(
    "/api/orders/<uuid:order_id>/return-to-stock", roles=MANAGEMENT, refusals=(404, 409, 412)
)
def return_to_stock(
    order_id: UUID,
    body: ReturnToStock,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Put portions of a completed order back into stock, each at most once."""
    return returning.return_to_stock(connection, actor, order_id, body, expected_version)


@routes.post("/api/orders/<uuid:order_id>/cancel", roles=FLOOR, refusals=(404, 409, 412))
def cancel_order(
    order_id: UUID,
    body: CancelOrder,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Order]:
    """Cancel an order that is not served yet; one in the kitchen needs management's consent."""
    return service.cancel(connection, actor, order_id, body, expected_version)
