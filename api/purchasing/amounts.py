"""What packs cost: the price of a pack times packs, half a paisa up, and the tax of that."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from chitrail.money import percentage


@dataclass(frozen=True)
class Amounts:
    """Paise without tax and the tax."""

    net_paise: int
    tax_paise: int

    @property
    def total_paise(self) -> int:
        """What is to be paid."""
        return self.net_paise + self.tax_paise


def cost_of(packs: Decimal, price_paise: int, tax_rate_bp: int) -> Amounts:
    """What packs cost at a price without tax."""
    net = int((packs * price_paise).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Amounts(net, percentage(net, tax_rate_bp))
