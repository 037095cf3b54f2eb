"""Tables of stations, categories, items, modifiers, ingredients and recipes."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, Key, Paise, Quantity, SmallNumber, TextKey, WrittenBy
from api.outlets.models import OutletId


class Station(Base):
    __tablename__ = "stations"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    code: Mapped[TextKey]
    name: Mapped[str]
    position: Mapped[SmallNumber]
    retired_at: Mapped[datetime | None]
    version: Mapped[int]
    shown_within_seconds: Mapped[SmallNumber]


class TaxClass(Base):
    """A rate of tax items name; triggers keep `menu_items.tax_rate_bp` equal to it."""

    __tablename__ = "tax_classes"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    code: Mapped[TextKey]
    name: Mapped[str]
    rate_bp: Mapped[int]
    hsn_code: Mapped[str]
    retired_at: Mapped[datetime | None]
    version: Mapped[int]


class MenuCategory(Base):
    __tablename__ = "menu_categories"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[SmallNumber]
    retired_at: Mapped[datetime | None]
    version: Mapped[int]
    schedule: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    station: Mapped[str | None]
    xid: Mapped[WrittenBy]


class MenuItem(Base):
    __tablename__ = "menu_items"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    category_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("menu_categories.id"))
    code: Mapped[str]
    name: Mapped[str]
    variant: Mapped[str]
    price_paise: Mapped[Paise]
    tax_rate_bp: Mapped[int]
    station: Mapped[str]
    prep_seconds: Mapped[int]
    available: Mapped[bool]
    position: Mapped[SmallNumber]
    updated_at: Mapped[datetime]
    version: Mapped[int]
    retired_at: Mapped[datetime | None]
    tax_class: Mapped[str]
    schedule: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    snoozed_until: Mapped[datetime | None]
    follows_stock: Mapped[bool]
    course: Mapped[SmallNumber]
    out_of_stock: Mapped[bool]
    forced: Mapped[bool | None]
    forced_until: Mapped[datetime | None]
    forced_by: Mapped[str]
    forced_reason: Mapped[str]
    combo: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    allergens: Mapped[list[str]] = mapped_column(ARRAY(Text))
    follows_category: Mapped[bool]
    also_at: Mapped[list[str]] = mapped_column(ARRAY(Text))
    xid: Mapped[WrittenBy]


class ModifierGroup(Base):
    """Modifiers of which a guest chooses at least `min_choices` and at most `max_choices`."""

    __tablename__ = "modifier_groups"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    code: Mapped[str]
    name: Mapped[str]
    min_choices: Mapped[SmallNumber]
    max_choices: Mapped[SmallNumber]
    position: Mapped[SmallNumber]
    retired_at: Mapped[datetime | None]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class Modifier(Base):
    """A choice; `price_paise` is added to the price of a portion."""

    __tablename__ = "modifiers"

    id: Mapped[Key]
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("modifier_groups.id"))
    code: Mapped[str]
    name: Mapped[str]
    price_paise: Mapped[Paise]
    available: Mapped[bool]
    follows_stock: Mapped[bool]
    out_of_stock: Mapped[bool]
    position: Mapped[SmallNumber]
    retired_at: Mapped[datetime | None]
    station: Mapped[str | None]


class ModifierIngredient(Base):
    """What a modifier adds to a portion, or (negative) leaves out of it."""

    __tablename__ = "modifier_ingredients"

    modifier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("modifiers.id"), primary_key=True)
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    quantity: Mapped[Quantity]


class ItemModifierGroup(Base):
    """A group offered with an item."""

    __tablename__ = "item_modifier_groups"

    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("menu_items.id"), primary_key=True)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("modifier_groups.id"), primary_key=True)
    position: Mapped[SmallNumber]


class ItemAvailability(Base):
    """What was last said of an item; kept by triggers, with an event for each revision."""

    __tablename__ = "item_availability"

    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("menu_items.id"), primary_key=True)
    outlet_id: Mapped[OutletId]
    because: Mapped[str | None]
    until: Mapped[datetime | None]
    portions_left: Mapped[BigNumber | None]
    modifiers_out: Mapped[list[str]] = mapped_column(ARRAY(Text))
    revision: Mapped[BigNumber]
    changed_at: Mapped[datetime]


class MenuHead(Base):
    """The number of an outlet's menu; triggers raise it with every change, whoever makes it."""

    __tablename__ = "menu_heads"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    version: Mapped[BigNumber]
    changed_at: Mapped[datetime]


class MenuVersion(Base):
    """What somebody changed of the menu; `version` is the menu's from then on."""

    __tablename__ = "menu_versions"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    version: Mapped[BigNumber] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    act: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]
    actor: Mapped[str]
    changed_at: Mapped[datetime]


class Ingredient(Base):
    __tablename__ = "ingredients"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    reorder_level: Mapped[Quantity]
    pack_size: Mapped[Quantity]
    lead_time_days: Mapped[SmallNumber]
    unit_cost_paise: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    supplier: Mapped[str]
    limits_sale: Mapped[bool]
    category: Mapped[str]
    shelf_life_days: Mapped[SmallNumber | None]
    service_percent: Mapped[SmallNumber | None]
    allergens: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int]
    updated_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("menu_items.id"))
    version: Mapped[int]
    active_from: Mapped[datetime]
    because: Mapped[str]
    xid: Mapped[WrittenBy]


class RecipeLine(Base):
    __tablename__ = "recipe_lines"

    recipe_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    quantity: Mapped[Quantity]
    basis: Mapped[str]
    xid: Mapped[WrittenBy]
