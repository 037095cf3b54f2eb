"""What is discounted: the dishes of an order, as a promotion sees them. No database here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CartLine:
    """A dish: its price a portion before tax, and how many portions. `name` is for explanations.

    `ordered_at` is when it was ordered, None for now; happy hours go by it.
    """

    line_id: UUID
    item_id: UUID
    category_id: UUID
    unit_price_paise: int
    quantity: int
    name: str = "dishes"
    ordered_at: datetime | None = None

    @property
    def total_paise(self) -> int:
        """The line's price before discount and tax."""
        return self.unit_price_paise * self.quantity


@dataclass(frozen=True)
class Cart:
    """An order to be discounted; `codes` are coupons in capitals, `customer` whoever uses them.

    `customer` is any reference the house has for a guest, empty when it has none.
    """

    order_type: str
    lines: tuple[CartLine, ...]
    codes: frozenset[str] = frozenset()
    customer: str = ""

    @property
    def subtotal_paise(self) -> int:
        """The order's price before discount and tax."""
        return sum(line.total_paise for line in self.lines)
