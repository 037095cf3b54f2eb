"""Tables of stations, categories, items, ingredients and recipes."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, Quantity, SmallNumber, TextKey, WrittenBy
from api.outlets.models import OutletId


class Station(Base):
    __tablename__ = "stations"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    code: Mapped[TextKey]
    name: Mapped[str]
    position: Mapped[SmallNumber]


class MenuCategory(Base):
    __tablename__ = "menu_categories"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[SmallNumber]
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
    xid: Mapped[WrittenBy]


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
    xid: Mapped[WrittenBy]


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("menu_items.id"))
    version: Mapped[int]
    active_from: Mapped[datetime]
    xid: Mapped[WrittenBy]


class RecipeLine(Base):
    __tablename__ = "recipe_lines"

    recipe_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    quantity: Mapped[Quantity]
    basis: Mapped[str]
    xid: Mapped[WrittenBy]
