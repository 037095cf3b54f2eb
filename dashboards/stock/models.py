"""What the stock page shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Ingredient:
    """One ingredient's stock and what the forecast says to order; quantities in its base unit."""

    ingredient_code: str
    ingredient_name: str
    unit: str
    supplier: str
    on_hand: Decimal
    reorder_point: Decimal
    order_up_to: Decimal
    lead_time_days: int
    forecast_7d: Decimal
    safety_stock: Decimal
    suggested_quantity: Decimal
    suggested_packs: Decimal
    pack_size: Decimal
    last_date: date | None
    why: str
    coming: Decimal

    @property
    def must_order(self) -> bool:
        """Whether the forecast asks for an order now."""
        return self.suggested_quantity > 0

    @property
    def packs_said(self) -> str:
        """The packs without zeros nobody reads: 2.500 -> "2.5"."""
        return f"{self.suggested_packs.normalize():f}"

    @property
    def days_of_cover(self) -> float | None:
        """How long the stock lasts at next week's forecast use; None when no use is expected."""
        if self.forecast_7d <= 0:
            return None
        return max(0.0, float(self.on_hand / self.forecast_7d) * DAYS_A_WEEK)
