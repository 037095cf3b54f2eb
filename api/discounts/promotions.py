"""A promotion as it is applied: one version of its terms, with the dishes of one outlet."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from api.discounts.cart import CartLine
from api.discounts.happy_hours import HappyHour

ORDER_TYPES = frozenset({"DINE_IN", "TAKEAWAY", "DELIVERY"})


class Kind(StrEnum):
    """How a promotion takes money off."""

    PERCENT = "PERCENT"
    AMOUNT = "AMOUNT"
    ITEM_PRICE = "ITEM_PRICE"
    BUY_X_GET_Y = "BUY_X_GET_Y"


@dataclass(frozen=True)
class Target:
    """Dishes a promotion is about: named ones, whole categories, or everything."""

    items: frozenset[UUID] = frozenset()
    categories: frozenset[UUID] = frozenset()
    everything: bool = False

    def covers(self, line: CartLine) -> bool:
        """Whether a line is one of these dishes."""
        return self.everything or line.item_id in self.items or line.category_id in self.categories


EVERYTHING = Target(everything=True)


@dataclass(frozen=True)
class Coupon:
    """A coupon a guest showed; `problem` says why it cannot be used now, empty when it can."""

    id: UUID
    code: str
    problem: str = ""


@dataclass(frozen=True)
class Promotion:
    """Terms of a promotion. Amounts in paise, `percent_bp` in basis points (1000 are 10 %).

    PERCENT uses `percent_bp`; AMOUNT `amount_paise` off all it is about together; ITEM_PRICE sells each
    portion at `amount_paise`; BUY_X_GET_Y gives `get_quantity` of `get` at `percent_bp` off for every
    `buy_quantity` of `target`. `max_discount_paise` None is no limit. Higher `priority` is applied first.
    A `group` has one promotion at most on an order; without a group it goes with every other that is not
    `exclusive`.
    """

    id: UUID
    version: int
    code: str
    name: str
    kind: Kind
    percent_bp: int = 0
    amount_paise: int = 0
    buy_quantity: int = 0
    get_quantity: int = 0
    target: Target = EVERYTHING
    get: Target = EVERYTHING
    min_order_paise: int = 0
    max_discount_paise: int | None = None
    order_types: frozenset[str] = ORDER_TYPES
    valid_from: date | None = None
    valid_until: date | None = None
    happy_hour: HappyHour | None = None
    by_coupon: bool = False
    coupons: tuple[Coupon, ...] = field(default=())
    priority: int = 0
    exclusive: bool = False
    group: str = ""
