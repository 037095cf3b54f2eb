"""Expected use over any number of days, and how much more is used in busy ones."""

from datetime import date, timedelta

import pandas as pd

from pipelines.forecasting.history import History
from pipelines.forecasting.safety_stock import Spread, spread
from pipelines.forecasting.weekday_mean import METHOD, forecast

LONGEST_DAYS = 180
"""Further ahead than that use is taken to go on as on average."""


class Sums:
    """What one outlet's ingredients use in the days after their history."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.expected = forecast(history, LONGEST_DAYS)
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

    def method(self, name: str) -> str:  # noqa: ARG002 - one method for all
        """How an ingredient's use is expected, in words."""
        return METHOD

    def mean(self, name: str, days: int) -> float:
        """Base units expected to be used in the next `days` days."""
        if days <= 0:
            return 0.0
        within = min(days, LONGEST_DAYS)
        total = float(self._totals[name].iloc[within - 1])
        return total * days / within

    def above(self, name: str, days: int, service: float) -> float:
        """Base units beyond the mean that cover `service` of such stretches of days."""
        cover = self._spread(days).cover(service)
        return float(cover.quantity[self.history.ingredients.index(name)])

    def basis(self, days: int, service: float) -> str:
        """How `above` was found, in words."""
        return self._spread(days).cover(service).basis

    def _spread(self, days: int) -> Spread:
        if days not in self._spreads:
            self._spreads[days] = spread(self.history, days)
        return self._spreads[days]
