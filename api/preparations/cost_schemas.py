"""What the route of a recipe's cost gives. Money is a decimal string of rupees, null where not known."""

from uuid import UUID

import msgspec


class CostedPart(msgspec.Struct, kw_only=True):
    """A part: the `quantity` wanted, what is `taken` for it before trimming and cooking, and its cost."""

    ingredient_code: str | None
    preparation_code: str | None
    quantity: str
    taken: str
    unit: str
    yield_percent: str
    cost: str | None


class CostedBatch(msgspec.Struct, kw_only=True):
    """A preparation that is inside: what a whole batch costs, part by part."""

    preparation_code: str
    output: str
    unit: str
    cost: str | None
    parts: list[CostedPart]


class RecipeCost(msgspec.Struct, kw_only=True):
    """What a portion costs by the recipe that holds now; each preparation inside once, outer first."""

    item_id: UUID
    version: int
    cost: str | None
    parts: list[CostedPart]
    preparations: list[CostedBatch]
