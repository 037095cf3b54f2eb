"""Expected demand of a day: the mean of the last same weekdays on which there was trade."""

from collections.abc import Sequence

import numpy as np

from pipelines.forecasting.history import Floats, History

DAYS_A_WEEK = 7
WEEKS = 8
CLOSED_AFTER_DAYS = 28
"""A weekday without trade in at least this long a history is a day of rest."""


def weekday_profiles(history: History, origins: Sequence[int], weeks: int = WEEKS) -> Floats:
    """Expected demand by origin, weekday (Monday first) and series: the mean of `weeks` same weekdays.

    An origin is a number of days: only so many of the first are looked at. A weekday on which a series was
    never asked for is 0 once the history is four weeks long; before that it is the mean of all days. Never
    negative, never NaN.
    """
    at = np.asarray(origins)
    known = ~np.isnan(history.quantity)
    filled = np.where(known, history.quantity, 0.0)
    overall = _ratio(_until(filled)[at], _until(known.astype(float))[at])
    found = np.empty((len(at), DAYS_A_WEEK, filled.shape[1]))
    for weekday in range(DAYS_A_WEEK):
        same = history.weekdays == weekday
        found[:, weekday] = _recent_mean(filled * same[:, None], known & same[:, None], at, weeks)
    rest = np.where((at >= CLOSED_AFTER_DAYS)[:, None], 0.0, np.nan_to_num(overall))
    return np.where(np.isnan(found), rest[:, None, :], found)


def weekday_means(history: History, until: int) -> Floats:
    """The profile of the first `until` days alone, by weekday and series."""
    profile: Floats = weekday_profiles(history, [until])[0]
    return profile


def _recent_mean(filled: Floats, known: Floats, at: Floats, weeks: int) -> Floats:
    """Mean of the newest `weeks` known values of each series before each origin, NaN where there is none."""
    mean = np.full((len(at), filled.shape[1]), np.nan)
    for series in range(filled.shape[1]):
        rows = np.flatnonzero(known[:, series])
        total = _until(filled[rows, series][:, None])[:, 0]
        upto = np.searchsorted(rows, at)
        start = np.maximum(upto - weeks, 0)
        mean[:, series] = _ratio(total[upto] - total[start], (upto - start).astype(float))
    return np.where(np.isnan(mean), mean, np.maximum(mean, 0.0))


def _until(values: Floats) -> Floats:
    """Sums of the rows before each: one row more than `values`."""
    return np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])


def _ratio(total: Floats, count: Floats) -> Floats:
    ratio: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return ratio
