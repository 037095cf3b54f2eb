"""Daily demand of one outlet's ingredients as a calendar without gaps."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """Demand by calendar day (rows) and ingredient (columns), in base units.

    A day on which the outlet was closed is NaN, not zero: nothing was asked for. So are the days before an
    ingredient was first used. A day of trade without the ingredient is zero.
    """

    days: pd.DatetimeIndex
    ingredients: list[str]
    quantity: Floats

    @cached_property
    def weekdays(self) -> npt.NDArray[np.int_]:
        """Weekday of each day, Monday 0."""
        return np.asarray(self.days.day_of_week)

    @cached_property
    def is_open(self) -> npt.NDArray[np.bool_]:
        """Whether the outlet traded on the day."""
        return np.asarray(~np.isnan(self.quantity).all(axis=1))

    @property
    def dates(self) -> list[date]:
        """The days as dates."""
        return list(self.days.date)

    @property
    def last_date(self) -> date:
        """The last day of the calendar."""
        last: date = self.days[-1].date()
        return last


def build_history(demand: pd.DataFrame, open_days: list[date]) -> History | None:
    """History from rows (business_date, ingredient_id, quantity) and the days of trade.

    Demand on other days is left out. None when there is no demand at all.
    """
    if not open_days:
        return None
    index = pd.DatetimeIndex(pd.to_datetime(sorted(open_days)))
    dated = demand.assign(business_date=pd.to_datetime(demand["business_date"]))
    dated = dated[dated["business_date"].isin(index)]
    if dated.empty:
        return None
    table = dated.pivot_table(
        index="business_date", columns="ingredient_id", values="quantity", aggfunc="sum"
    )
    table = table.reindex(index).astype("float64").fillna(0.0)
    started = (table > 0).cummax()
    calendar = pd.date_range(index[0], index[-1], freq="D")
    full = table.where(started).reindex(calendar)
    return History(calendar, [str(name) for name in table.columns], full.to_numpy(dtype="float64"))
