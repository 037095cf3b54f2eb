"""What the ingredient demand page shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Use:
    """How much of an ingredient was used and is expected to be used, in its base unit.

    `assumed_share` is the part (of one) that rests on assumed recipe quantities, not measured ones.
    """

    ingredient_code: str
    ingredient_name: str
    unit: str
    last_week: Decimal
    last_four_weeks: Decimal
    assumed_share: float
    next_week: Decimal | None


@dataclass(frozen=True)
class ExpectedDay:
    """A day ahead, in the base unit; nine of ten days are meant to stay between `low` and `high`."""

    day: date
    quantity: Decimal
    low: Decimal
    high: Decimal
    why: str


@dataclass(frozen=True)
class Dish:
    """What is expected to be sold of an item; `error` of past days as a part of one, None when too new."""

    item_name: str
    tomorrow: Decimal
    low: Decimal
    high: Decimal
    next_week: Decimal
    error: Decimal | None
    why: str


@dataclass(frozen=True)
class Accuracy:
    """How good forecasts of the last four weeks were: `error` and `bias` as parts of demand.

    `held` is the part that stayed within bounds meant for nine of ten.
    """

    kind: str
    week: int
    days: int
    error: float
    bias: float
    held: float
