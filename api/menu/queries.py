"""Queries about the menu."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select, text

from api.menu.models import MenuCategory, MenuItem, Station
from api.models import AnyRow, table_of

_ORDERED_ITEMS = text("""
SELECT i.id, i.code, i.name, i.variant, i.price_paise, i.tax_rate_bp, i.station, i.available,
       r.id AS recipe_id, o.zone, o.cutover_hour, o.currency
FROM outlets o
JOIN menu_items i ON i.outlet_id = o.id
LEFT JOIN LATERAL (
  SELECT id FROM recipes WHERE item_id = i.id AND active_from <= now() ORDER BY version DESC LIMIT 1
) r ON true
WHERE o.id = :outlet_id
  AND (i.id = ANY(CAST(:ids AS uuid[])) OR i.code = ANY(CAST(:codes AS text[])))
""")


def ordered_items(
    connection: Connection, outlet_id: str, ids: Sequence[UUID], codes: Sequence[str]
) -> Sequence[AnyRow]:
    """Items by id or code with their newest recipe, and the outlet's calendar and currency beside."""
    given = {"outlet_id": outlet_id, "ids": list(ids), "codes": list(codes)}
    return connection.execute(_ORDERED_ITEMS, given).all()


def stations(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """Stations of an outlet in their order."""
    statement = select(Station.code, Station.name).where(Station.outlet_id == outlet_id)
    return connection.execute(statement.order_by(Station.position, Station.code)).all()


def categories(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """Categories of an outlet in their order."""
    statement = select(MenuCategory.id, MenuCategory.code, MenuCategory.name)
    statement = statement.where(MenuCategory.outlet_id == outlet_id)
    return connection.execute(statement.order_by(MenuCategory.position, MenuCategory.code)).all()


def items(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """All items of an outlet in their order."""
    table = table_of(MenuItem)
    statement = select(table).where(table.c.outlet_id == outlet_id)
    return connection.execute(statement.order_by(table.c.position, table.c.code)).all()
