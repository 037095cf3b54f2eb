"""What the routes of items take and give. Money is a decimal string of rupees."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.menu.combo_schemas import Combo, ComboPart
from api.menu.schedules import Period
from chitrail.allergens import Allergen

Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["220.50"])]
Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["dal-tadka"])]
AnyCode = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=80, examples=["Dal tadka"])]
Variant = Annotated[str, Meta(max_length=40)]
Seconds = Annotated[int, Meta(ge=0, le=86_400, examples=[600])]
Position = Annotated[int, Meta(ge=0, le=10_000)]
Course = Annotated[int, Meta(ge=0, le=9)]
"""The course of a line that names none; 0 is none: it is cooked at once."""
Allergens = Annotated[list[Allergen], Meta(max_length=14)]
"""What must be named besides what the ingredients of the recipe bring along."""
StationCodes = Annotated[list[AnyCode], Meta(max_length=5)]
"""Stations that have work with a dish besides its own; it is ready when all of them are."""
GroupCodes = Annotated[list[AnyCode], Meta(max_length=20)]
Schedule = Annotated[list[Period], Meta(max_length=20)]
"""Periods in which it is offered; none is always."""


class ItemRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new item; `price` is without tax. Without a `tax_class` it has that of 5 per cent.

    One with a `combo` is the dishes a guest chooses of its parts, for its own price.
    One that `follows_stock` is sold out by itself as soon as the stock is not enough for a portion.
    Without a `station` it follows its category's, whatever becomes of that.
    """

    code: Code
    name: Name
    category_code: Annotated[AnyCode, Meta(examples=["mains"])]
    price: Rupees
    station: Annotated[AnyCode, Meta(examples=["curry"])] | None = None
    tax_class: AnyCode | None = None
    variant: Variant = ""
    prep_seconds: Seconds = 600
    position: Position = 0
    available: bool = True
    modifier_groups: GroupCodes = []
    schedule: Schedule = []
    follows_stock: bool = False
    course: Course = 0
    combo: Combo = []
    allergens: Allergens = []
    follows_category: bool = False
    also_at: StationCodes = []


class ItemChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. `modifier_groups` are all it shall offer, in this order.

    An item that is `retired` is offered no more; it is never deleted. A `station` of its own ends that it
    follows its category.
    """

    name: Name | None = None
    category_code: AnyCode | None = None
    price: Rupees | None = None
    station: AnyCode | None = None
    tax_class: AnyCode | None = None
    variant: Variant | None = None
    prep_seconds: Seconds | None = None
    position: Position | None = None
    available: bool | None = None
    retired: bool | None = None
    modifier_groups: GroupCodes | None = None
    schedule: Schedule | None = None
    follows_stock: bool | None = None
    course: Course | None = None
    combo: Combo | None = None
    allergens: Allergens | None = None
    follows_category: bool | None = None
    also_at: StationCodes | None = None


class Forced(msgspec.Struct, kw_only=True):
    """What somebody said of an item in spite of the stock; without `until` the next receipt ends it."""

    available: bool
    until: datetime | None
    reason: str
    by: str


class ManagedItem(msgspec.Struct, kw_only=True):
    """An item as those who keep the menu see it."""

    id: UUID
    version: int
    code: str
    name: str
    variant: str
    category_code: str
    price: str
    tax_class: str
    tax_rate: str
    station: str
    prep_seconds: int
    position: int
    available: bool
    retired: bool
    modifier_groups: list[str]
    schedule: list[Period]
    snoozed_until: datetime | None
    follows_stock: bool
    course: int
    out_of_stock: bool
    forced: Forced | None
    combo: list[ComboPart]
    allergens: list[str]
    follows_category: bool
    also_at: list[str]
