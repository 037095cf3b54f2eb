"""Queries about the menu."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, text

from api.menu.models import MenuCategory, MenuItem, Station
from api.models import AnyRow, table_of

_ORDERED_ITEMS = text("""
SELECT CAST(json_agg(json_build_object(
  'id', i.id, 'code', i.code, 'name', i.name, 'variant', i.variant, 'price_paise', i.price_paise,
  'tax_rate_bp', i.tax_rate_bp, 'station', i.station, 'available', i.available, 'recipe_id', r.id,
  'zone', o.zone, 'cutover_hour', o.cutover_hour, 'currency', o.currency)) AS text)
FROM outlets o
JOIN menu_items i ON i.outlet_id = o.id
LEFT JOIN LATERAL (
  SELECT id FROM recipes WHERE item_id = i.id AND active_from <= now() ORDER BY version DESC LIMIT 1
) r ON true
WHERE o.id = :outlet_id
  AND (i.id = ANY(CAST(:ids AS uuid[])) OR i.code = ANY(CAST(:codes AS text[])))
""")


class OrderedItem(msgspec.Struct, frozen=True):
    """An item as an order needs it: its newest recipe, and the outlet's calendar and currency."""

    id: UUID
    code: str
    name: str
    variant: str
    price_paise: int
    tax_rate_bp: int
    station: str
    available: bool
    recipe_id: UUID | None
    zone: str
    cutover_hour: int
    currency: str


_ITEMS = msgspec.json.Decoder(list[OrderedItem])


def ordered_items(
    connection: Connection, outlet_id: str, ids: Sequence[UUID], codes: Sequence[str]
) -> list[OrderedItem]:
    """Items of an outlet by id or code; one JSON value, because reading rows by column costs more."""
    given = {"outlet_id": outlet_id, "ids": ids, "codes": codes}
    found = connection.execute(_ORDERED_ITEMS, given).scalar_one()
    return [] if found is None else _ITEMS.decode(found)


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
