"""What discounts do to an order, promotion by promotion and line by line, with the reasons."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Applied:
    """A promotion that was applied; `line_paise` has the lines it takes something off."""

    promotion_id: UUID
    version: int
    code: str
    name: str
    amount_paise: int
    line_paise: dict[UUID, int]
    explanation: str
    coupon_id: UUID | None = None
    coupon_code: str = ""


@dataclass(frozen=True)
class NotApplied:
    """A promotion, or a coupon nobody knows, that was not applied, and why.

    `beaten` says that it could be applied, but others that do not go with it are better.
    """

    promotion_id: UUID | None
    code: str
    name: str
    reason: str
    coupon_code: str = ""
    beaten: bool = False


@dataclass(frozen=True)
class Outcome:
    """An order after discounts. `line_paise` has every line; its sum is `discount_paise`."""

    subtotal_paise: int
    line_paise: dict[UUID, int]
    applied: tuple[Applied, ...]
    not_applied: tuple[NotApplied, ...]
    customer: str = ""

    @property
    def discount_paise(self) -> int:
        """What all promotions together take off."""
        return sum(self.line_paise.values())
