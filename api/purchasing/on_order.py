"""What is still to come of each ingredient: from suppliers, and on its way from other outlets."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from sqlalchemy import Connection, text

from chitrail.quantity import PLACES
from chitrail.tokens import Actor

_ON_ORDER = text("""
WITH ordered AS (
  SELECT l.ingredient_id, o.status,
         greatest(l.packs - l.received_packs - l.short_packs, 0) * l.pack_size AS quantity, l.expected_on
  FROM purchase_orders o JOIN purchase_order_lines l ON l.order_id = o.id
  WHERE o.outlet_id = :outlet_id AND o.status IN ('DRAFT', 'APPROVED', 'SENT', 'PARTLY_RECEIVED')
), coming AS (
  SELECT l.ingredient_code, sum(l.dispatched) AS quantity
  FROM transfers t JOIN transfer_lines l ON l.transfer_id = t.id
  WHERE t.to_outlet = :outlet_id AND t.status = 'DISPATCHED'
  GROUP BY 1
)
SELECT i.id, i.code, i.unit,
       coalesce(sum(o.quantity) FILTER (WHERE o.status <> 'DRAFT'), 0) AS on_order,
       coalesce(sum(o.quantity) FILTER (WHERE o.status = 'DRAFT'), 0) AS drafted,
       coalesce(max(c.quantity), 0) AS in_transit,
       min(o.expected_on) FILTER (WHERE o.status <> 'DRAFT' AND o.quantity > 0) AS next_on
FROM ingredients i
LEFT JOIN ordered o ON o.ingredient_id = i.id AND o.quantity > 0
LEFT JOIN coming c ON c.ingredient_code = i.code
WHERE i.outlet_id = :outlet_id AND (o.quantity > 0 OR c.quantity > 0)
GROUP BY i.id
ORDER BY i.code
""")


class OnOrder(msgspec.Struct, kw_only=True):
    """Quantities in the `unit` the ingredient is kept in.

    `on_order` is approved or sent and has not come; `drafted` nobody has approved yet; `in_transit` has left
    another outlet. `next_expected_on` is the first day that something on order should come.
    """

    ingredient_id: UUID
    ingredient_code: str
    unit: str
    on_order: str
    drafted: str
    in_transit: str
    next_expected_on: date | None


class OnOrders(msgspec.Struct):
    """Every ingredient of which something is to come, by code."""

    data: list[OnOrder]


def on_order(connection: Connection, actor: Actor) -> OnOrders:
    """What is to come to the actor's outlet."""
    rows = connection.execute(_ON_ORDER, {"outlet_id": actor.outlet_id})
    return OnOrders(
        [
            OnOrder(
                ingredient_id=row.id,
                ingredient_code=row.code,
                unit=row.unit,
                on_order=_told(row.on_order),
                drafted=_told(row.drafted),
                in_transit=_told(row.in_transit),
                next_expected_on=row.next_on,
            )
            for row in rows
        ]
    )


def _told(quantity: Decimal) -> str:
    return str(quantity.quantize(PLACES))
