"""What becomes of food the kitchen has begun and an order loses: somebody says so, nothing is guessed.

What is RETURNED to the shelf was never taken, as stock leaves at completion. What is WASTED leaves it by a
document, once for each act.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from api.inventory import order_documents
from api.models import AnyRow
from api.orders.change import OrderChange
from api.orders.choice_schemas import Disposition
from api.orders.consent import is_begun
from chitrail.errors import InvalidInput


def portions_begun(change: OrderChange, lines: Iterable[AnyRow]) -> dict[UUID, int]:
    """Portions by line of those the kitchen has begun."""
    return {line.id: line.quantity for line in lines if is_begun(change, line)}


def dispose(
    change: OrderChange, portions: Mapping[UUID, int], chosen: Disposition | None, reason: str
) -> None:
    """Waste begun portions that leave an order, or let them be; after the order was changed.

    Raises InvalidInput when nobody says which.
    """
    if not portions:
        return
    if chosen is None:
        raise InvalidInput(
            "the kitchen has begun it: say whether the food is RETURNED or WASTED", field="stock"
        )
    if chosen == "WASTED":
        order_documents.record(
            change.connection, change.actor, change.row, "WASTE", portions, reason
        )
