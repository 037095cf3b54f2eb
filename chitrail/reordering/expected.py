"""What reordering asks of a forecast, whoever makes it."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from chitrail.quantity import PLACES


class Expected(Protocol):
    """Expected use of one outlet's ingredients in the days from `first_day` on, in base units."""

    @property
    def first_day(self) -> date:
        """The first day that is expected and not known."""

    @property
    def days_of_trade(self) -> int:
        """Days it was learned from."""

    def method(self, name: str) -> str:
        """How an ingredient's use is expected, in words."""

    def mean(self, name: str, days: int) -> float:
        """Expected use in the next `days` days."""

    def above(self, name: str, days: int, service: float) -> float:
        """What is used beyond that in all but the busiest: quantile `service` of the sum, less its mean."""

    def basis(self, days: int, service: float) -> str:
        """How `above` was found, in words."""


def exact(amount: float) -> Decimal:
    """A computed quantity to the ledger's thousandths, half up."""
    return Decimal(repr(float(amount))).quantize(PLACES, rounding=ROUND_HALF_UP)
