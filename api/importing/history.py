"""What an import brings: an outlet's menu, recipes and past orders, ready for the database.

Money is integer minor units (`_paise`) of the outlet's currency, times are aware UTC.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

DEFAULT_CATEGORY = "Menu"
DEFAULT_STATION = "kitchen"
COMPLETED, CANCELLED = "COMPLETED", "CANCELLED"


@dataclass(frozen=True)
class Outlet:
    """Where the orders were placed."""

    code: str
    name: str
    zone: str
    cutover_hour: int
    currency: str


@dataclass(slots=True)
class Item:
    """A dish. `columns` is the row it came from, by which recipes find it."""

    code: str
    name: str
    variant: str = ""
    category: str = DEFAULT_CATEGORY
    station: str = DEFAULT_STATION
    price_paise: int | None = None
    tax_rate_bp: int = 0
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Portion:
    """An ingredient of a dish: quantity in the base unit (g, ml, pc)."""

    ingredient: str
    quantity: Decimal
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """A dish on an order."""

    item_code: str
    quantity: int
    unit_price_paise: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received; `method` None is unknown and stays so."""

    external_id: str
    method: str | None
    amount_paise: int
    paid_at: datetime


@dataclass(slots=True)
class Order:
    """A finished order; `number` None is counted per business day."""

    external_id: str
    placed_at: datetime
    business_date: date
    status: str
    order_type: str
    lines: list[Line]
    payments: list[Payment] | None = None
    """None: the history tells nothing of payments, and the order counts as settled."""
    number: int | None = None
    table_label: str = ""
    note: str = ""
    tax_paise: int = 0
    round_off_paise: int = 0

    @property
    def subtotal_paise(self) -> int:
        """Sum of the lines."""
        return sum(line.unit_price_paise * line.quantity for line in self.lines)

    @property
    def total_paise(self) -> int:
        """What the guest owed."""
        return self.subtotal_paise + self.tax_paise + self.round_off_paise

    @property
    def settled_paise(self) -> int:
        """What of it was paid, never more than the total."""
        if self.status == CANCELLED:
            return 0
        if self.payments is None:
            return self.total_paise
        return min(self.total_paise, sum(payment.amount_paise for payment in self.payments))


@dataclass
class History:
    """Everything of one import. `recipes` by item code, `names` of ingredients by code."""

    outlet: Outlet
    name: str
    items: dict[str, Item] = field(default_factory=dict)
    recipes: dict[str, list[Portion]] = field(default_factory=dict)
    ingredient_names: dict[str, str] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Value of the `source` columns."""
        return f"import:{self.name}"
