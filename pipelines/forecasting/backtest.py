"""What the forecast would have been worth: made anew on past mornings, held against what came.

On each origin (a week apart, the last one `horizon` days before the end) everything is fitted to the days
before it alone. That there was no trade on a day of the horizon is taken as known: such a day counts
nowhere. The seasonal naive and the mean of 8 same weekdays are run beside it, their quantiles by each
series' own errors.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from pipelines.forecasting.choice import METHODS, choose
from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.methods import MEAN, NAIVE
from pipelines.forecasting.safety_stock import spread
from pipelines.forecasting.weekday_mean import DAYS_A_WEEK, WEEKS, weekday_profiles

OURS = "chosen by series"
PARTS = (0.05, 0.9, 0.95)
SUM_DAYS = 9
"""A week until the next order and two days of delivery."""
OWN_ORIGINS = 182
LEAST_DAYS = 56


@dataclass(frozen=True)
class Told:
    """What one method said on one origin.

    `expected` by day and series, `quantiles` of the day and of the sum over the first days, by part.
    """

    expected: Floats
    quantiles: Mapping[float, Floats]
    sum_quantile: Floats


@dataclass
class Trial:
    """All origins of one panel: what came, and by method what was said."""

    history: History
    origins: list[int]
    horizon: int
    sum_days: int
    told: dict[str, list[Told]] = field(default_factory=dict)
    chosen: Counter[str] = field(default_factory=Counter)
    falls: int = 0

    def actual(self, origin: int) -> Floats:
        """What came after an origin, NaN where it was closed; (day, series)."""
        came: Floats = self.history.quantity[origin : origin + self.horizon]
        return came


def run(
    history: History,
    *,
    horizon: int = 14,
    origins: int = 12,
    calendar: Mapping[date, str] | None = None,
) -> Trial:
    """Forecast on as many past weeks as asked for, or as the history allows after its first eight."""
    length = len(history.days)
    at = [length - horizon - DAYS_A_WEEK * week for week in range(origins)]
    usable = sorted(origin for origin in at if origin >= LEAST_DAYS)
    trial = Trial(history, usable, horizon, min(SUM_DAYS, horizon))
    trial.told = {OURS: [], MEAN: [], NAIVE: []}
    for origin in usable:
        past = _until(history, origin)
        came = trial.actual(origin)
        trial.told[OURS].append(_ours(trial, past, came, calendar))
        for name, weeks in ((MEAN, WEEKS), (NAIVE, 1)):
            trial.told[name].append(_plain(trial, past, came, weeks))
    return trial


def _until(history: History, origin: int) -> History:
    return History(history.days[:origin], history.ingredients, history.quantity[:origin])


def _ours(trial: Trial, past: History, came: Floats, calendar: Mapping[date, str] | None) -> Told:
    choice = choose(past, calendar)
    trial.chosen.update(METHODS[method] for method in choice.method[-1])
    trial.falls = choice.falls
    expected = np.where(np.isnan(came), 0.0, choice.expected(trial.horizon))
    daily, sums = spread(choice, 1), spread(choice, trial.sum_days)
    scale = daily.root * np.sqrt(expected)
    quantiles = {part: np.maximum(expected + daily.factor(part) * scale, 0.0) for part in PARTS}
    total = expected[: trial.sum_days].sum(axis=0)
    above = sums.root * np.sqrt(total) * max(sums.factor(0.95), 0.0)
    return Told(expected, quantiles, total + above)


def _plain(trial: Trial, past: History, came: Floats, weeks: int) -> Told:
    length = len(past.days)
    origins = range(max(DAYS_A_WEEK * weeks, length - OWN_ORIGINS), length + 1)
    profile = weekday_profiles(past, origins, weeks)
    weekdays = (past.weekdays[-1] + 1 + np.arange(trial.horizon)) % DAYS_A_WEEK
    expected = np.where(np.isnan(came), 0.0, profile[-1][weekdays])
    daily = _errors(past, origins, profile, 1)
    sums = _errors(past, origins, profile, trial.sum_days)
    quantiles = {
        part: np.maximum(expected + _quantile(daily, part) * (expected > 0), 0.0) for part in PARTS
    }
    total = expected[: trial.sum_days].sum(axis=0)
    return Told(expected, quantiles, total + np.maximum(_quantile(sums, 0.95), 0.0))


def _errors(past: History, origins: range, profile: Floats, days: int) -> Floats:
    at = np.array([origin for origin in origins if origin + days <= len(past.days)])
    total = np.zeros((len(at), profile.shape[2]))
    for ahead in range(days):
        actual = past.quantity[at + ahead]
        total += np.nan_to_num(actual - profile[at - origins[0], past.weekdays[at + ahead]])
    return total


def _quantile(errors: Floats, part: float) -> Floats:
    found: Floats = np.quantile(errors, part, axis=0) if len(errors) else np.zeros(errors.shape[1])
    return found


def joined(trials: Sequence[Trial], method: str) -> list[tuple[Trial, int, Floats, Told]]:
    """Every origin of every panel: the trial, the origin, what came and what the method said."""
    return [
        (trial, origin, trial.actual(origin), told)
        for trial in trials
        for origin, told in zip(trial.origins, trial.told[method], strict=True)
    ]
