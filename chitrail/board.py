"""The ready board: what a public screen says of an order, which is its number and whether it is ready.

No name, no dish and no price is in it, so a board has none to show.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from chitrail.states import OrderStatus

PREPARING, READY, GONE = "PREPARING", "READY", "GONE"

STATE_OF: Mapping[str, str] = {
    OrderStatus.PLACED: PREPARING,
    OrderStatus.CONFIRMED: PREPARING,
    OrderStatus.PREPARING: PREPARING,
    OrderStatus.READY: READY,
    OrderStatus.SERVED: GONE,
    OrderStatus.COMPLETED: GONE,
    OrderStatus.CANCELLED: GONE,
}


class BoardOrder(msgspec.Struct, kw_only=True):
    """An order on the board. `since` is when it was placed, or became ready; one that is GONE leaves it."""

    number: int
    order_type: str
    state: str
    since: datetime
