"""What is told of ingredients that will be gone."""

from datetime import datetime
from uuid import UUID

import msgspec


class RunOutView(msgspec.Struct, kw_only=True):
    """An ingredient: as likely gone before `expected` as after, in four of five cases between the others.

    An instant is null where it lies behind closing. `chance` is that of its being gone before closing, a
    decimal string from 0 to 1; `items` are codes of the dishes whose portions it limits.
    """

    ingredient_id: UUID
    code: str
    name: str
    unit: str
    available: str
    used_last_hour: str
    earliest: datetime | None
    expected: datetime | None
    latest: datetime | None
    chance: str
    items: list[str]


class RunOutList(msgspec.Struct):
    """Predictions as of `at`, up to `closes_at`: when selling usually ends, or else the business day."""

    at: datetime
    closes_at: datetime
    ingredients: list[RunOutView]
