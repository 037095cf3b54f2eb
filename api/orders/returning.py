"""Portions of a completed order that can be sold again: an unopened bottle goes back on the shelf."""

from uuid import UUID

from sqlalchemy import Connection, bindparam, update

from api.audit.service import record
from api.inventory import order_documents
from api.orders.change import OrderChange
from api.orders.editing import standing_line
from api.orders.queries import LINES
from api.orders.schemas import Order
from api.orders.service import view
from api.orders.serving_schemas import ReturnToStock
from api.preconditions import require_version
from api.reply import Reply
from chitrail.errors import Conflict, InvalidInput
from chitrail.states import OrderStatus
from chitrail.tokens import Actor

_COUNT = (
    update(LINES)
    .where(LINES.c.id == bindparam("line"))
    .values(returned_quantity=LINES.c.returned_quantity + bindparam("portions"))
)


class NotCompleted(Conflict):
    """Stock of an order leaves when it is completed; before, a dish is taken off instead."""

    code = "not-completed"
    title = "The order is not completed"


class NothingToReturn(Conflict):
    """The dish takes nothing from stock."""

    code = "nothing-to-return"
    title = "There is nothing to put back"


def return_to_stock(
    connection: Connection, actor: Actor, order_id: UUID, body: ReturnToStock, version: int | None
) -> Reply[Order]:
    """Put portions of a completed order back into stock; money is refunded by an act of its own.

    Raises NotFound, PreconditionFailed, NotCompleted, NothingToReturn, InvalidInput for more than was sold
    and has not come back before.
    """
    change = OrderChange.of(connection, actor, order_id)
    require_version(version, change.row.version, view(change).value)
    if change.status is not OrderStatus.COMPLETED:
        raise NotCompleted(f"order {change.row.number} is {change.status}: take the dish off it")
    portions: dict[UUID, int] = {}
    told = []
    for index, asked in enumerate(body.lines):
        line = standing_line(change, asked.line_id)
        left = line.quantity - line.returned_quantity
        quantity = left if asked.quantity is None else asked.quantity
        if line.id in portions:
            raise InvalidInput("names a line twice", field=f"lines/{index}/line_id")
        if not 0 < quantity <= left:
            raise InvalidInput(f"{left} of it can come back", field=f"lines/{index}/quantity")
        portions[line.id] = quantity
        told.append({"item": line.item_name, "line_id": str(line.id), "quantity": quantity})
    counted = [{"line": line, "portions": quantity} for line, quantity in portions.items()]
    connection.execute(_COUNT, counted)
    change.reload()
    change.rewrite("STOCK_RETURNED", {"lines": told, "reason": body.reason})
    if not order_documents.record(
        connection, actor, change.row, "RETURN", portions, f"returned: {body.reason}"
    ):
        raise NothingToReturn("no recipe says what it takes from stock")
    record(
        connection, actor.outlet_id, actor.subject, "stock-returned", order_id, reason=body.reason
    )
    return view(change)
