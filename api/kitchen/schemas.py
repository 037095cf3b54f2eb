"""What a kitchen display counts with."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chitrail.events import Ticket

Instant = Annotated[datetime, Meta(tz=True, examples=["2026-01-15T19:30:00+05:30"])]
Station = Annotated[str, Meta(min_length=1, max_length=32, examples=["tandoor"])]


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


class BoardQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whose rail, and when; without `at` now."""

    station: Station
    at: Instant | None = None


class Board(msgspec.Struct):
    """What hung on the screens of a station, first fired first; what was cancelled is left out."""

    station: str
    at: datetime
    tickets: list[Ticket]


class FrameQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which part of an evening, at most a day; go on after the last `at` when there is `more`."""

    station: Station
    since: Instant
    until: Instant


class ToldTicket(msgspec.Struct):
    """A ticket as the screens of its station were told of it."""

    seq: int
    at: datetime
    ticket: Ticket


class Frames(msgspec.Struct):
    """What the screens were told, in order."""

    data: list[ToldTicket]
    more: bool
