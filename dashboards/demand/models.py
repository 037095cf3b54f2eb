"""What the ingredient demand page shows."""

from dataclasses import dataclass
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
