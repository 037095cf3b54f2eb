"""What the routes of modifier groups take and give. Money is a decimal string of rupees."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["toppings"])]
Name = Annotated[str, Meta(min_length=1, max_length=80, examples=["Toppings"])]
Choices = Annotated[int, Meta(ge=0, le=50)]
Position = Annotated[int, Meta(ge=0, le=10_000)]
SignedRupees = Annotated[str, Meta(pattern=r"^-?[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["30.00"])]
SignedQuantity = Annotated[str, Meta(pattern=r"^-?[0-9]{1,7}(\.[0-9]{1,3})?$", examples=["-20"])]


class IngredientChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """More of an ingredient in a portion or, negative, less; never less than the recipe has."""

    ingredient_code: Annotated[str, Meta(min_length=1, max_length=64, examples=["onion"])]
    quantity: SignedQuantity
    unit: Annotated[str, Meta(max_length=16, examples=["g"])]


class ModifierTerms(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A choice; `price` is added to that of a portion.

    One that `follows_stock` is not available while its own ingredients are not enough for it. With a
    `station` it is made there, on a ticket of its own where the dish is cooked elsewhere.
    """

    code: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["no-onion"])]
    name: Annotated[str, Meta(min_length=1, max_length=80, examples=["No onion"])]
    price: SignedRupees = "0.00"
    available: bool = True
    follows_stock: bool = False
    station: Annotated[str, Meta(max_length=32, examples=["fryer"])] = ""
    ingredients: Annotated[list[IngredientChange], Meta(max_length=20)] = []


Terms = Annotated[list[ModifierTerms], Meta(min_length=1, max_length=50)]


class ModifierGroupRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new group; a guest chooses at least `min_choices` and at most `max_choices` with a portion."""

    code: Code
    name: Name
    modifiers: Terms
    min_choices: Choices = 0
    max_choices: Annotated[int, Meta(ge=1, le=50)] = 1
    position: Position = 0


class ModifierGroupChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. `modifiers` are all the group shall have."""

    name: Name | None = None
    modifiers: Terms | None = None
    min_choices: Choices | None = None
    max_choices: Annotated[int, Meta(ge=1, le=50)] | None = None
    position: Position | None = None
    retired: bool | None = None


class ModifierGroup(msgspec.Struct, kw_only=True):
    """A group of modifiers in the order they are offered in."""

    id: UUID
    version: int
    code: str
    name: str
    min_choices: int
    max_choices: int
    position: int
    retired: bool
    modifiers: list[ModifierTerms]


class ModifierGroups(msgspec.Struct):
    """Every group of an outlet, retired ones too."""

    data: list[ModifierGroup]
