"""Queries about what an outlet has, what is coming, and who sells what."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select, text

from api.models import AnyRow
from api.purchasing.queries import LINES, ORDERS
from api.suppliers.queries import ITEMS, SUPPLIERS, items

_POSITIONS = text("""
WITH coming AS (
  SELECT l.ingredient_id,
         sum(greatest(l.packs - l.received_packs - l.short_packs, 0) * l.pack_size) AS quantity
  FROM purchase_orders o JOIN purchase_order_lines l ON l.order_id = o.id
  WHERE o.outlet_id = :outlet_id AND o.status IN ('APPROVED', 'SENT', 'PARTLY_RECEIVED')
  GROUP BY 1
), accepted AS (
  SELECT l.ingredient_id, sum(l.quantity) AS quantity
  FROM goods_receipts g JOIN stock_document_lines l USING (document_id)
  WHERE g.outlet_id = :outlet_id
    AND NOT EXISTS (SELECT FROM stock_movements m WHERE m.document_id = g.document_id)
  GROUP BY 1
), moving AS (
  SELECT l.ingredient_code, sum(l.dispatched) AS quantity
  FROM transfers t JOIN transfer_lines l ON l.transfer_id = t.id
  WHERE t.to_outlet = :outlet_id AND t.status = 'DISPATCHED'
  GROUP BY 1
)
SELECT i.id, i.code, i.name, i.unit,
       coalesce(s.on_hand, 0) + coalesce(a.quantity, 0) AS on_hand,
       coalesce(r.reserved, 0) AS reserved,
       coalesce(c.quantity, 0) AS on_order,
       coalesce(m.quantity, 0) AS in_transit
FROM ingredients i
LEFT JOIN stock_levels s ON s.ingredient_id = i.id
LEFT JOIN stock_reserved r ON r.ingredient_id = i.id
LEFT JOIN coming c ON c.ingredient_id = i.id
LEFT JOIN accepted a ON a.ingredient_id = i.id
LEFT JOIN moving m ON m.ingredient_code = i.code
WHERE i.outlet_id = :outlet_id AND i.id = ANY(:ids)
""")
"""What a receipt accepted counts as there before the inventory stream has booked it."""


def hold(connection: Connection, outlet_id: str) -> None:
    """Nobody else drafts, approves or changes an open draft until the transaction ends."""
    suppliers = select(SUPPLIERS.c.id).where(SUPPLIERS.c.outlet_id == outlet_id)
    connection.execute(suppliers.order_by(SUPPLIERS.c.id).with_for_update(key_share=True))
    drafts = select(ORDERS.c.id).where(ORDERS.c.outlet_id == outlet_id, ORDERS.c.status == "DRAFT")
    connection.execute(drafts.order_by(ORDERS.c.id).with_for_update())


def positions(connection: Connection, outlet_id: str, ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """Ingredients of an outlet with what they have coming and going."""
    rows = connection.execute(_POSITIONS, {"outlet_id": outlet_id, "ids": list(ids)})
    return {row.id: row for row in rows}


def offers(
    connection: Connection, outlet_id: str, day: date, ids: Collection[UUID]
) -> Sequence[AnyRow]:
    """What suppliers sell of ingredients, with the price of a day, in a fixed order."""
    sellers = select(SUPPLIERS.c.id).where(SUPPLIERS.c.retired_at.is_(None))
    statement = items(outlet_id, day).where(
        ITEMS.c.ingredient_id.in_(ids),
        ITEMS.c.retired_at.is_(None),
        ITEMS.c.supplier_id.in_(sellers),
    )
    return connection.execute(statement).all()


def drafted(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """Lines of all drafts of an outlet with the supplier and number of their order."""
    statement = (
        select(LINES, ORDERS.c.supplier_id, ORDERS.c.number)
        .join(ORDERS, ORDERS.c.id == LINES.c.order_id)
        .where(ORDERS.c.outlet_id == outlet_id, ORDERS.c.status == "DRAFT")
    )
    return connection.execute(statement).all()


def minimum(connection: Connection, supplier_id: UUID) -> tuple[int, str]:
    """What a supplier delivers for at least, in paise, and their name."""
    statement = select(SUPPLIERS.c.minimum_order_paise, SUPPLIERS.c.name)
    row = connection.execute(statement.where(SUPPLIERS.c.id == supplier_id)).one()
    return row.minimum_order_paise, row.name
