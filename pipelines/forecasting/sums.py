"""Expected use over any number of days, and how much more is used in busy ones."""

import math
from datetime import date, timedelta

import pandas as pd

from pipelines.forecasting.choice import Choice, choose
from pipelines.forecasting.history import History
from pipelines.forecasting.safety_stock import Spread, spread

LONGEST_DAYS = 180
"""Further ahead than that use is taken to go on as on average."""


BAND = 0.9
"""Part of days that should stay between the bounds."""


class Sums:
    """What one outlet's ingredients use in the days after their history."""

    def __init__(self, history: History, choice: Choice | None = None) -> None:
        """By what is chosen for the history's own series, or by a choice that was added up from others."""
        self.history = history
        self.choice = choose(history) if choice is None else choice
        ahead = pd.date_range(self.first_day, periods=LONGEST_DAYS, freq="D")
        expected = self.choice.expected(LONGEST_DAYS)
        self.expected = pd.DataFrame(expected, index=ahead, columns=history.ingredients)
        self.days_of_trade = int(history.is_open.sum())
        self._totals = self.expected.cumsum()
        self._spreads: dict[int, Spread] = {}

    @property
    def first_day(self) -> date:
        """The first day that is expected and not known."""
        return self.history.last_date + timedelta(days=1)

    def days(self, count: int) -> list[date]:
        """The first days that are expected."""
        return list(pd.DatetimeIndex(self.expected.index).date)[:count]

    def mean(self, name: str, days: int) -> float:
        """Base units expected to be used in the next `days` days."""
        if days <= 0:
            return 0.0
        within = min(days, LONGEST_DAYS)
        total = float(self._totals[name].iloc[within - 1])
        return total * days / within

    def bounds(self, name: str, days: int, part: float = BAND) -> list[tuple[float, float]]:
        """Between what each of the first `days` days stays in `part` of cases: (low, high), never below 0."""
        place = self.history.ingredients.index(name)
        daily = self._spread(1)
        low, high = daily.factor((1 - part) / 2), daily.factor((1 + part) / 2)
        found = []
        for amount in self.expected[name].iloc[:days]:
            scale = float(daily.root[place]) * math.sqrt(amount)
            found.append((max(amount + low * scale, 0.0), amount + high * scale))
        return found

    def above(self, name: str, days: int, service: float) -> float:
        """Base units beyond the mean that cover `service` of such stretches of days."""
        cover = self._spread(days).cover(service)
        return float(cover.quantity[self.history.ingredients.index(name)])

    def method(self, name: str) -> str:
        """The method chosen for the series, in words."""
        return self.choice.method_name(self.history.ingredients.index(name))

    def basis(self, days: int, service: float) -> str:
        """How `above` was found, in words."""
        return self._spread(days).cover(service).basis

    def _spread(self, days: int) -> Spread:
        if days not in self._spreads:
            self._spreads[days] = spread(self.choice, days)
        return self._spreads[days]
