"""Queries about the menu."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from sqlalchemy import Connection, String, column, select, text

from api.menu.availability import Availability, Offer, availability
from api.menu.models import (
    Ingredient,
    ItemAvailability,
    MenuCategory,
    MenuItem,
    RecipeLine,
    Station,
)
from api.menu.offers import OfferedGroup
from api.menu.schedules import Period
from api.models import AnyRow, table_of

_ORDERED_ITEMS = text("""
SELECT CAST(json_agg(json_build_object(
  'id', i.id, 'code', i.code, 'name', i.name, 'variant', i.variant, 'price_paise', i.price_paise,
  'tax_rate_bp', i.tax_rate_bp, 'station', i.station, 'also_at', i.also_at, 'available', i.available,
  'retired', i.retired_at IS NOT NULL, 'out_of_stock', i.out_of_stock, 'snoozed_until', i.snoozed_until,
  'forced', i.forced, 'forced_until', i.forced_until,
  'schedule', i.schedule, 'category_schedule', c.schedule, 'combo', i.combo,
  'course', i.course, 'prep_seconds', i.prep_seconds, 'recipe_id', r.id,
  'allergens', (
    SELECT coalesce(json_agg(a ORDER BY a), '[]') FROM (
      SELECT unnest(i.allergens)
      UNION SELECT unnest(n.allergens)
      FROM recipe_lines l JOIN ingredients n ON n.id = l.ingredient_id
      WHERE l.recipe_id = r.id) AS any_of (a)),
  'category_id', i.category_id,
  'zone', o.zone, 'cutover_hour', o.cutover_hour, 'currency', o.currency,
  'prices_include_tax', coalesce(b.prices_include_tax, false),
  'service_charge_bp', coalesce(b.service_charge_bp, 0),
  'service_charge_order_types', coalesce(b.service_charge_order_types, '{}'),
  'has_promotions', EXISTS (
    SELECT FROM promotions p
    JOIN promotion_versions v ON v.promotion_id = p.id AND v.version = p.version
    WHERE (p.outlet_id = o.id OR p.outlet_id IS NULL) AND v.active AND NOT v.by_coupon),
  'groups', (
    SELECT coalesce(json_agg(json_build_object(
      'code', g.code, 'name', g.name, 'min_choices', g.min_choices, 'max_choices', g.max_choices,
      'modifiers', (
        SELECT coalesce(json_agg(json_build_object(
          'code', m.code, 'name', m.name, 'price_paise', m.price_paise,
          'available', m.available AND NOT m.out_of_stock, 'station', m.station,
          'ingredients', (
            SELECT coalesce(json_agg(json_build_object(
              'ingredient_id', n.id, 'unit', n.unit, 'allergens', n.allergens,
              'quantity', CAST(u.quantity AS text),
              'in_recipe', CAST(coalesce(l.quantity, 0) AS text))), '[]')
            FROM modifier_ingredients u
            JOIN ingredients n ON n.id = u.ingredient_id
            LEFT JOIN recipe_lines l ON l.recipe_id = r.id AND l.ingredient_id = n.id
            WHERE u.modifier_id = m.id)) ORDER BY m.position, m.code), '[]')
        FROM modifiers m WHERE m.group_id = g.id AND m.retired_at IS NULL)
    ) ORDER BY a.position, g.code), '[]')
    FROM item_modifier_groups a JOIN modifier_groups g ON g.id = a.group_id
    WHERE a.item_id = i.id AND g.retired_at IS NULL))) AS text)
FROM outlets o
JOIN menu_items i ON i.outlet_id = o.id
JOIN menu_categories c ON c.id = i.category_id
LEFT JOIN billing_settings b ON b.outlet_id = o.id
LEFT JOIN LATERAL (
  SELECT id FROM recipes WHERE item_id = i.id AND active_from <= now() ORDER BY version DESC LIMIT 1
) r ON true
WHERE o.id = :outlet_id
  AND (i.id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid)))
    OR i.code = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:codes AS jsonb)))))
""").columns(column("items", String))


_NUMBER = text("""
SELECT version || '@' || extract(epoch FROM changed_at) FROM menu_heads WHERE outlet_id = :outlet_id
""")
_HSN = text("""
SELECT l.id, t.hsn_code FROM order_lines l
JOIN menu_items i ON i.id = l.item_id
JOIN tax_classes t ON t.outlet_id = i.outlet_id AND t.code = i.tax_class
WHERE l.order_id = :order_id
""")


class OfferedChoice(msgspec.Struct, frozen=True):
    """A dish of a combo, and what it adds to the combo's price."""

    item_code: str
    extra_paise: int


class OfferedPart(msgspec.Struct, frozen=True):
    """Dishes of which a guest takes one."""

    code: str
    name: str
    choices: list[OfferedChoice]


class OrderedItem(msgspec.Struct, frozen=True):
    """An item as an order needs it: when it can be had, recipe, modifiers, calendar and billing."""

    id: UUID
    code: str
    name: str
    variant: str
    price_paise: int
    tax_rate_bp: int
    station: str
    also_at: list[str]
    available: bool
    retired: bool
    out_of_stock: bool
    snoozed_until: datetime | None
    forced: bool | None
    forced_until: datetime | None
    schedule: list[Period]
    category_schedule: list[Period]
    recipe_id: UUID | None
    category_id: UUID
    zone: str
    cutover_hour: int
    currency: str
    groups: list[OfferedGroup]
    combo: list[OfferedPart]
    course: int
    prep_seconds: int
    allergens: list[str]
    prices_include_tax: bool
    service_charge_bp: int
    service_charge_order_types: list[str]
    has_promotions: bool

    def availability(self, at: datetime) -> Availability:
        """Whether it can be had at an aware instant."""
        schedules = (self.schedule, self.category_schedule)
        return availability(
            Offer(
                self.retired,
                self.available,
                self.out_of_stock,
                self.snoozed_until,
                schedules,
                self.zone,
                self.forced,
                self.forced_until,
            ),
            at,
        )


_ITEMS = msgspec.json.Decoder(list[OrderedItem])


def ordered_items(
    connection: Connection, outlet_id: str, ids: Sequence[UUID], codes: Sequence[str]
) -> list[OrderedItem]:
    """Items of an outlet by id or code; one JSON value, because reading rows by column costs more."""
    # Lists go as JSON too: the driver takes a Python list apart item by item.
    given = {
        "outlet_id": outlet_id,
        "ids": msgspec.json.encode(ids).decode(),
        "codes": msgspec.json.encode(codes).decode(),
    }
    found = connection.execute(_ORDERED_ITEMS, given).scalar_one()
    return [] if found is None else _ITEMS.decode(found)


def recipe_quantities(connection: Connection, recipe_id: UUID | None) -> dict[UUID, Decimal]:
    """Base units of each ingredient in one portion of a recipe version; nothing without one."""
    table = table_of(RecipeLine)
    statement = select(table.c.ingredient_id, table.c.quantity)
    rows = connection.execute(statement.where(table.c.recipe_id == recipe_id))
    return {row.ingredient_id: row.quantity for row in rows}


def hsn_codes(connection: Connection, order_id: UUID) -> dict[UUID, str]:
    """HSN or SAC of the tax class of each line of an order; empty where the class has none."""
    return {row.id: row.hsn_code for row in connection.execute(_HSN, {"order_id": order_id})}


def ingredients_by_code(
    connection: Connection, outlet_id: str, codes: Collection[str]
) -> dict[str, AnyRow]:
    """Id and unit of an outlet's ingredients by code."""
    table = table_of(Ingredient)
    statement = select(table.c.code, table.c.id, table.c.unit)
    rows = connection.execute(
        statement.where(table.c.outlet_id == outlet_id, table.c.code.in_(codes))
    )
    return {row.code: row for row in rows}


def menu_number(connection: Connection, outlet_id: str) -> str | None:
    """The number of an outlet's menu, other after every change; None without such an outlet."""
    return connection.execute(_NUMBER, {"outlet_id": outlet_id}).scalar()


def stations(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """Stations of an outlet in their order."""
    statement = select(Station.code, Station.name).where(
        Station.outlet_id == outlet_id, Station.retired_at.is_(None)
    )
    return connection.execute(statement.order_by(Station.position, Station.code)).all()


def categories(connection: Connection, outlet_id: str) -> Sequence[AnyRow]:
    """Categories of an outlet in their order."""
    statement = select(MenuCategory.id, MenuCategory.code, MenuCategory.name, MenuCategory.schedule)
    statement = statement.where(
        MenuCategory.outlet_id == outlet_id, MenuCategory.retired_at.is_(None)
    )
    return connection.execute(statement.order_by(MenuCategory.position, MenuCategory.code)).all()


def items(connection: Connection, outlet_id: str, *, retired: bool) -> Sequence[AnyRow]:
    """Items of an outlet in their order, with `retired` those too that are offered no more."""
    table = table_of(MenuItem)
    statement = select(table).where(table.c.outlet_id == outlet_id)
    if not retired:
        statement = statement.where(table.c.retired_at.is_(None))
    return connection.execute(statement.order_by(table.c.position, table.c.code)).all()


def few_left(connection: Connection, outlet_id: str) -> dict[UUID, int]:
    """Portions left of an outlet's items of which there are few."""
    table = table_of(ItemAvailability)
    statement = select(table.c.item_id, table.c.portions_left).where(
        table.c.outlet_id == outlet_id, table.c.portions_left.is_not(None)
    )
    return {row.item_id: row.portions_left for row in connection.execute(statement)}
