"""The methods a series can be forecast by: what each would have said on each of many past mornings.

A method gives a profile: what is expected on a Monday, a Tuesday and so on, from the days before an origin
alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.smoothing import START_DAYS, smoothed_profiles
from pipelines.forecasting.weekday_mean import weekday_profiles

MEAN = "mean of the last 8 same weekdays"
BORROWED = "own level with the week of similar ones"
MIXED = "mean of smoothing and the last 4 weeks"
STEADY = "mean of smoothing and the last 8 weeks"
ADDED = "smoothed level and weekday differences"
MULTIPLIED = "smoothed level and weekday parts"
NAIVE = "same weekday of last week"
CHOICE = (MIXED, STEADY, ADDED, MULTIPLIED, MEAN, NAIVE)
"""What is chosen from, the first where none is clearly better."""

OWN_WEEK_DAYS = 28
"""With fewer known days a series has no week of its own yet."""
MOST_OF_RECENT = 1.5
"""No day is expected to sell more than this times the best of the last eight weeks."""
RECENT_DAYS = 56


@dataclass(frozen=True)
class Profiles:
    """By method: (origin, weekday, series). `falls` counts guarded profiles by method, of all origins."""

    origins: Sequence[int]
    by_method: Mapping[str, Floats]
    known_days: npt.NDArray[np.int_]
    falls: Mapping[str, int]


def profiles_of(history: History, origins: Sequence[int]) -> Profiles:
    """Every method at every origin (ascending numbers of days looked at).

    A method that says nothing finite, or more than the guard allows, is replaced by the weekday mean there.
    """
    known = ~np.isnan(history.quantity)
    known_days = np.vstack([np.zeros((1, known.shape[1]), int), known.cumsum(axis=0)])[
        list(origins)
    ]
    mean = weekday_profiles(history, origins)
    four = weekday_profiles(history, origins, 4)
    start = _first_weeks(history)
    added = smoothed_profiles(history, start, origins, multiplicative=False)
    multiplied = smoothed_profiles(history, start, origins, multiplicative=True)
    rest = mean <= 0
    raw = {
        NAIVE: weekday_profiles(history, origins, 1),
        ADDED: np.where(rest, 0.0, added),
        MULTIPLIED: np.where(rest, 0.0, multiplied),
    }
    cap = MOST_OF_RECENT * _recent_most(history, origins)
    guarded, falls = {MEAN: mean}, {}
    for name, profile in raw.items():
        bad = ~np.isfinite(profile) | (profile > cap[:, None, :])
        guarded[name] = np.where(bad, mean, profile)
        falls[name] = int(bad.any(axis=1).sum())
    guarded[MIXED] = (four + guarded[ADDED] + guarded[MULTIPLIED]) / 3
    guarded[STEADY] = (mean + guarded[ADDED] + guarded[MULTIPLIED]) / 3
    guarded[BORROWED] = _borrowed(history, origins, mean, known_days)
    return Profiles(origins, guarded, known_days, falls)


def _first_weeks(history: History) -> Floats:
    """Weekday means of each series' first four known weeks."""
    known = ~np.isnan(history.quantity)
    early = known & (known.cumsum(axis=0) <= START_DAYS)
    first = History(history.days, history.ingredients, np.where(early, history.quantity, np.nan))
    profile: Floats = weekday_profiles(first, [len(history.days)])[0]
    return profile


def _recent_most(history: History, origins: Sequence[int]) -> Floats:
    """The most asked for on one of the last eight weeks' days, by origin and series."""
    filled = np.nan_to_num(history.quantity)
    rows = [
        filled[max(0, at - RECENT_DAYS) : at].max(axis=0, initial=0.0) if at else filled[0] * 0
        for at in origins
    ]
    return np.array(rows)


def _borrowed(
    history: History, origins: Sequence[int], mean: Floats, known_days: npt.NDArray[np.int_]
) -> Floats:
    """The level of a series' own days spread over the week as its peers' demand is.

    Each peer's week counts the same, whatever its unit. Without peers it is the series' own weekday mean.
    """
    level = mean.mean(axis=1, keepdims=True)
    shape = np.divide(mean, level, out=np.zeros(mean.shape), where=level > 0)
    old = (known_days >= OWN_WEEK_DAYS) & (level[:, 0] > 0)
    found = mean.copy()
    for place, at in enumerate(origins):
        young = (known_days[place] < OWN_WEEK_DAYS) & (known_days[place] > 0)
        if not young.any() or not old[place].any():
            continue
        week = shape[place][:, old[place]].mean(axis=1)
        quantity = history.quantity[:at, young]
        weight = np.where(np.isnan(quantity), 0.0, week[history.weekdays[:at], None])
        total, weights = np.nansum(quantity, axis=0), weight.sum(axis=0)
        own = np.divide(total, weights, out=mean[place].mean(axis=0)[young], where=weights > 0)
        found[place][:, young] = week[:, None] * own
    return found
