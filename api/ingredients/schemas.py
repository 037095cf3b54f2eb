"""What the routes of ingredients take and give. Money is a decimal string of rupees."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery
from chitrail.allergens import Allergen

Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["wheat-flour"])]
Name = Annotated[str, Meta(min_length=1, max_length=120, examples=["Wheat flour"])]
UnitName = Annotated[str, Meta(pattern="^[a-z][a-z0-9 ]{0,15}$", examples=["cup"])]
Factor = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["120"])]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$", examples=["5000"])]
UnitCost = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,6})?$", examples=["0.042"])]
Category = Annotated[str, Meta(max_length=64, examples=["dry goods"])]
LeadDays = Annotated[int, Meta(ge=0, le=60)]
ShelfLife = Annotated[int, Meta(ge=1, le=3650, examples=[180])]
ServicePercent = Annotated[int, Meta(ge=50, le=99, examples=[95])]

Allergens = Annotated[list[Allergen], Meta(max_length=14)]


class Conversion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`amount` of `unit` is as much as `equals` of `equals_unit`: 1 cup equals 120 g.

    `unit` is a unit of the house, or the name of a pack such as tin.
    """

    unit: UnitName
    amount: Factor = "1"
    equals: Factor
    equals_unit: Annotated[str, Meta(pattern="^[a-z][a-z0-9 ]{0,15}$", examples=["g"])]


Conversions = Annotated[list[Conversion], Meta(max_length=30)]


class IngredientRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new ingredient. `reorder_level` and `pack_size` are in `unit`, `unit_cost` is of one of it.

    One that does not limit sale, such as salt, takes no dish off the menu. It should last until
    `service_percent` of deliveries; where nobody says, the costs of a shortage and of waste decide.
    """

    code: Code
    name: Name
    unit: Literal["g", "ml", "pc"]
    reorder_level: Amount = "0"
    pack_size: Amount = "1"
    lead_time_days: LeadDays = 2
    unit_cost: UnitCost | None = None
    limits_sale: bool = True
    category: Category = ""
    shelf_life_days: ShelfLife | None = None
    service_percent: ServicePercent | None = None
    conversions: Conversions = []
    allergens: Allergens = []


class IngredientChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. The unit stays for good: stock is counted in it.

    `conversions` replaces all of them. What was recorded keeps its quantity. Whether it limits sale has a
    route of its own, `/api/menu/availability/limits`.
    """

    name: Name | None = None
    reorder_level: Amount | None = None
    pack_size: Amount | None = None
    lead_time_days: LeadDays | None = None
    unit_cost: UnitCost | None = None
    category: Category | None = None
    shelf_life_days: ShelfLife | None = None
    service_percent: ServicePercent | None = None
    conversions: Conversions | None = None
    allergens: Allergens | None = None


class IngredientQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which ingredients to list; sorted by name, so without a cursor."""

    category: Category | None = None


class Ingredient(msgspec.Struct, kw_only=True):
    """An ingredient, and which units it can be measured in besides those of its own dimension."""

    id: UUID
    version: int
    code: str
    name: str
    unit: str
    reorder_level: str
    pack_size: str
    lead_time_days: int
    unit_cost: str | None
    limits_sale: bool
    category: str
    shelf_life_days: int | None
    service_percent: int | None
    conversions: list[Conversion]
    allergens: list[str]
