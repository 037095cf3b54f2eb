"""What was expected of one ingredient on one past morning: a forecast that knows nothing later."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SERVICES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Parts of such times that the columns of `above` stay within."""


@dataclass(frozen=True)
class Stretch:
    """Base units expected in the next `days` days, and what is needed beyond them by SERVICES."""

    days: int
    expected: float
    above: tuple[float, ...]


@dataclass(frozen=True)
class Outlook:
    """Stretches of growing length from `first_day` on; lengths between them are interpolated.

    Beyond the longest, use goes on as on average and what covers it grows with the root of the days.
    """

    first_day: date
    stretches: Sequence[Stretch]
    days_of_trade: int = 0

    def method(self, name: str) -> str:  # noqa: ARG002 - one method for all
        """How the ingredient's use was expected, in words."""
        return "forecast of that morning"

    def mean(self, name: str, days: int) -> float:  # noqa: ARG002 - it is of one ingredient
        """Expected use in the next `days` days."""
        longest = self.stretches[-1]
        if days <= 0:
            return 0.0
        if days >= longest.days:
            return longest.expected * days / longest.days
        low, high, part = self._around(days)
        return low.expected + (high.expected - low.expected) * part

    def above(self, name: str, days: int, service: float) -> float:  # noqa: ARG002
        """What is used beyond that in all but the busiest of such times."""
        longest = self.stretches[-1]
        if days <= 0:
            return 0.0
        if days >= longest.days:
            return _at(longest.above, service) * math.sqrt(days / longest.days)
        low, high, part = self._around(days)
        first, second = _at(low.above, service), _at(high.above, service)
        return first + (second - first) * part

    def basis(self, days: int, service: float) -> str:
        """How `above` was found, in words."""
        return f"{service:.0%} of the periods of {days} days before stayed within it"

    def _around(self, days: int) -> tuple[Stretch, Stretch, float]:
        place = bisect_left([stretch.days for stretch in self.stretches], days)
        high = self.stretches[place]
        low = self.stretches[place - 1] if place else Stretch(0, 0.0, (0.0,) * len(SERVICES))
        return low, high, (days - low.days) / (high.days - low.days)


def _at(above: Sequence[float], service: float) -> float:
    place = bisect_left(SERVICES, service)
    if place == 0:
        return above[0]
    if place == len(SERVICES):
        return above[-1]
    part = (service - SERVICES[place - 1]) / (SERVICES[place] - SERVICES[place - 1])
    return above[place - 1] + (above[place] - above[place - 1]) * part
