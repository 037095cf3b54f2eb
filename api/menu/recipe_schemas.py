"""What the routes of recipes take and give. Quantities are decimal strings with a unit."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.preparations.schemas import Part, Parts

Basis = Literal["listed", "implied", "assumed", "measured"]


class RecipeLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How much of an ingredient a portion takes, and how that is known."""

    ingredient_code: Annotated[str, Meta(min_length=1, max_length=64, examples=["lentils"])]
    quantity: Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,3})?$", examples=["80"])]
    unit: Annotated[str, Meta(max_length=16, examples=["g"])]
    basis: Basis = "measured"


class RecipeRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The next version of an item's recipe; without lines the item takes nothing from stock.

    `parts` may name preparations and say what is lost; they are told instead of `lines`.

    It holds from `active_from` on, which is now or later.
    """

    lines: Annotated[list[RecipeLine], Meta(max_length=100)] = []
    parts: Parts = []
    active_from: Annotated[datetime, Meta(tz=True)] | None = None


class Recipe(msgspec.Struct, kw_only=True):
    """A version of an item's recipe: `lines` are what a portion takes, in the units ingredients are kept in.

    `parts` are what was told, when it was told in parts; `because` is the change of a preparation that made
    this version, empty when somebody made it.
    """

    id: UUID
    version: int
    active_from: datetime
    lines: list[RecipeLine]
    parts: list[Part] = []
    because: str = ""


class Recipes(msgspec.Struct):
    """Every version of an item's recipe, newest first."""

    data: list[Recipe]
