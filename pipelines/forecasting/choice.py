"""Which method forecasts which series: the one that would have been best lately, measured, not liked.

On every past morning each method is compared over the 14 days after it, as far as they were over by then.
The mean of three stays unless another was clearly better; a short history takes the weekday mean, a new
series the week of its peers. The choices of the past are made by the same rule, so their errors are those
of the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from pipelines.forecasting.effects import Effects, usual_days
from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.methods import (
    BORROWED,
    CHOICE,
    MEAN,
    OWN_WEEK_DAYS,
    Profiles,
    profiles_of,
)
from pipelines.forecasting.weekday_mean import DAYS_A_WEEK, weekday_profiles

COMPARED_DAYS = 14
"""A choice is judged by the two weeks after it."""
CHOICE_ORIGINS = 122
LEAST_ORIGINS = 28
"""With fewer mornings to compare, nothing is chosen."""
SHORT_DAYS = 56
CLEARLY = 0.98
"""Another method is taken when its error is below this part of the first one's."""
LONGEST_DAYS = 728
"""Older days are not looked at."""
ORIGINS = 364

SUMMED = "sum of the dishes"
METHODS = (*CHOICE, BORROWED, SUMMED)


@dataclass(frozen=True)
class Choice:
    """What was chosen on each of the last mornings: profile (origin, weekday, series) and method number.

    `error` is, by series, the sum of absolute errors of the method now chosen over the sum of demand, on the
    mornings it was chosen by; NaN where there were too few. `against_naive` is the same as a multiple of last
    week's same weekday.
    """

    history: History
    origins: range
    profile: Floats
    method: npt.NDArray[np.int_]
    error: Floats
    against_naive: Floats
    falls: int
    effects: Effects = field(default_factory=Effects)

    def expected(self, days: int) -> Floats:
        """Expected demand on the `days` days after the history: a row a day, a column a series."""
        weekdays = (self.history.weekdays[-1] + 1 + np.arange(days)) % DAYS_A_WEEK
        last = self.history.last_date
        dates = [last + timedelta(days=ahead + 1) for ahead in range(days)]
        parts = np.array([self.effects.on(day, last) for day in dates])
        ahead: Floats = self.profile[-1][weekdays] * parts[:, None]
        return ahead

    def method_name(self, series: int) -> str:
        """Of the forecast after the last day."""
        return METHODS[int(self.method[-1, series])]


def choose(history: History, calendar: Mapping[date, str] | None = None) -> Choice:
    """The choice for every series at the end of the history and on the mornings before.

    `calendar` names the days, past and to come, that are not usual ones.
    """
    usual, effects = usual_days(history, calendar or {})
    recent = _recent(usual)
    length = len(recent.days)
    origins = range(max(1, length - ORIGINS), length + 1)
    found = profiles_of(recent, origins)
    loss = np.array([_loss(recent, origins, found.by_method[name]) for name in CHOICE])
    window = _window_sums(loss)
    method = _chosen(window, found)
    stacked = np.array([found.by_method[name] for name in (*CHOICE, BORROWED)])
    profile = np.take_along_axis(stacked, method[None, :, None, :], axis=0)[0]
    error, against = _errors(recent, origins, window, method[-1])
    falls = sum(found.falls.values())
    return Choice(recent, origins, profile, method, error, against, falls, effects)


def error_parts(history: History, origins: range, profile: Floats) -> tuple[Floats, Floats]:
    """By series: error of what was said on the last mornings, as a part of demand and of the naive's."""
    nothing = np.zeros(profile.shape)
    naive = weekday_profiles(history, origins, 1)
    losses = np.array([_loss(history, origins, said) for said in (profile, nothing, naive)])
    own, demand, usual = _window_sums(losses)[:, -1]
    return _part(own, demand), _part(own, usual)


def _recent(history: History) -> History:
    start = max(0, len(history.days) - LONGEST_DAYS)
    return History(history.days[start:], history.ingredients, history.quantity[start:])


def _loss(history: History, origins: range, profile: Floats) -> Floats:
    """Sum of absolute errors over the days after each origin; NaN while they are not over."""
    length = len(history.days)
    total = np.full((len(origins), profile.shape[2]), np.nan)
    over = max(0, length - COMPARED_DAYS - origins[0] + 1)
    if over:
        total[:over] = 0.0
        at = np.array(origins[:over])
        for ahead in range(COMPARED_DAYS):
            day = at + ahead
            expected = profile[np.arange(over), history.weekdays[day]]
            total[:over] += np.nan_to_num(np.abs(history.quantity[day] - expected))
    return total


def _window_sums(loss: Floats) -> Floats:
    """By method, origin and series: losses known at the origin, of the last mornings; NaN where too few."""
    methods, origins, series = loss.shape
    filled = np.concatenate([np.zeros((methods, 1, series)), np.nan_to_num(loss)], axis=1)
    total = filled.cumsum(axis=1)
    end = np.arange(origins) - COMPARED_DAYS + 1
    start = np.maximum(end - CHOICE_ORIGINS, 0)
    sums = total[:, np.maximum(end, 0)] - total[:, start]
    enough = (end - start >= LEAST_ORIGINS)[None, :, None]
    return np.where(enough, sums, np.nan)


def _chosen(window: Floats, found: Profiles) -> npt.NDArray[np.int_]:
    """Number of the method by origin and series."""
    measured = ~np.isnan(window[0])
    best = np.where(measured, np.nan_to_num(window).argmin(axis=0), 0)
    least = np.nan_to_num(window).min(axis=0)
    chosen = np.where(least < np.nan_to_num(window[0]) * CLEARLY, best, 0)
    chosen = np.where(found.known_days < SHORT_DAYS, METHODS.index(MEAN), chosen)
    new = found.known_days < OWN_WEEK_DAYS
    return np.asarray(np.where(new, METHODS.index(BORROWED), chosen))


def _errors(
    history: History, origins: range, window: Floats, method: npt.NDArray[np.int_]
) -> tuple[Floats, Floats]:
    """WAPE of the method now chosen, and as a multiple of the seasonal naive's."""
    demand = _window_sums(
        _loss(history, origins, np.zeros((len(origins), DAYS_A_WEEK, len(method))))[None]
    )
    place = np.minimum(method, len(CHOICE) - 1)
    own = window[place, -1, np.arange(len(method))]
    own = np.where(method < len(CHOICE), own, np.nan)
    return _part(own, demand[0, -1]), _part(own, window[len(CHOICE) - 1, -1])


def _part(share: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(share, whole, out=np.full(share.shape, np.nan), where=whole > 0)
    return found
