"""What the ready board must show: the number of an order and how far it is, nothing else."""

from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from chitrail import audiences
from chitrail.board import STATE_OF, BoardOrder
from streams.effects.notify import Notice

_ORDER = """
SELECT o.number, o.order_type, o.status, coalesce(
         (SELECT max(e.occurred_at) FROM order_status_events e
          WHERE e.order_id = o.id AND e.status = 'READY' AND o.status = 'READY'), o.placed_at)
FROM orders o JOIN outlets t ON t.id = o.outlet_id
WHERE o.id = %s AND o.outlet_id = %s AND (t.board_dine_in OR o.order_type <> 'DINE_IN')
"""


async def notices(connection: AsyncConnection[Any], outlet_id: str, order_id: UUID) -> list[Notice]:
    """How the order stands now, for the board; empty when the board does not show such orders."""
    cursor = await connection.execute(_ORDER, (order_id, outlet_id))
    row = await cursor.fetchone()
    if row is None:
        return []
    number, order_type, status, since = row
    shown = BoardOrder(number=number, order_type=order_type, state=STATE_OF[status], since=since)
    title = f"Order {number}: {shown.state}"
    body = msgspec.to_builtins(shown)
    return [Notice(audiences.board(outlet_id), "board", title, body)]
