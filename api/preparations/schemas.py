"""What the routes of preparations take and give, and the parts that recipes share with them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

Code = Annotated[str, Meta(min_length=1, max_length=64, examples=["makhani-gravy"])]
NewCode = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["makhani-gravy"])]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,3})?$", examples=["150"])]
Unit = Annotated[str, Meta(max_length=16, examples=["g"])]
Yield = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", examples=["85"])]


class Part(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An ingredient or a preparation, and how much of it is wanted after trimming and cooking.

    At a `yield_percent` of 80 a wanted 100 g takes 125 g.
    """

    ingredient_code: Code | None = None
    preparation_code: Code | None = None
    quantity: Amount
    unit: Unit
    yield_percent: Yield = "100"


Parts = Annotated[list[Part], Meta(max_length=100)]
OwnParts = Annotated[
    list[Part],
    Meta(
        min_length=1,
        max_length=100,
        examples=[[{"ingredient_code": "butter", "quantity": "150", "unit": "g"}]],
    ),
]


class BatchRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The next version of a preparation: what a batch takes, and how much it gives."""

    parts: OwnParts
    output: Amount
    unit: Unit


class PreparationRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new preparation. `unit` decides what it is measured in from now on: weight, volume or pieces.

    One that is `stocked_as` an ingredient is made in batches and kept: dishes take that ingredient.
    """

    code: NewCode
    name: Annotated[str, Meta(min_length=1, max_length=120, examples=["Makhani gravy"])]
    parts: OwnParts
    output: Amount
    unit: Unit
    stocked_as: Code | None = None


class Component(msgspec.Struct, kw_only=True):
    """How much of an ingredient a batch takes, all that is inside it counted."""

    ingredient_code: str
    quantity: str
    unit: str


class Preparation(msgspec.Struct, kw_only=True):
    """A preparation: the parts of a batch as they were told, and the `components` they come to."""

    id: UUID
    version: int
    code: str
    name: str
    output: str
    unit: str
    stocked_as: str | None
    parts: list[Part]
    components: list[Component]
    made_by: str
    made_at: datetime


class Preparations(msgspec.Struct):
    """Preparations of an outlet as they are made now, by code."""

    data: list[Preparation]
