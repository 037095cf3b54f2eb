"""What a kitchen display counts with."""

from decimal import Decimal
from uuid import UUID

import msgspec

from chitrail.events import Ticket


class CountedIngredient(msgspec.Struct):
    """An ingredient as a cook reads it; `unit` is its own (g, ml, pc)."""

    id: UUID
    name: str
    unit: str


class Amount(msgspec.Struct):
    """So much of an ingredient, in its own unit."""

    ingredient_id: UUID
    quantity: Decimal


class LineAmounts(msgspec.Struct):
    """What one portion of a line takes: its recipe of when it was ordered, and what its modifiers change."""

    line_id: UUID
    amounts: list[Amount]


class OpenIngredients(msgspec.Struct):
    """What the lines take that somebody still has to cook."""

    ingredients: list[CountedIngredient]
    lines: list[LineAmounts]


class Waiting(msgspec.Struct):
    """Ready tickets of orders that were not handed over, the oldest first."""

    tickets: list[Ticket]
