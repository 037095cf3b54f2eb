"""Expected demand of a day: the mean of the last 8 same weekdays on which the outlet was open."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.forecasting.history import Floats, History

WEEKS = 8
DAYS_A_WEEK = 7
CLOSED_AFTER_DAYS = 28
"""A weekday without trade in at least this long a history is a day of rest."""

METHOD = "mean of the last 8 same weekdays"


def weekday_means(history: History, until: int) -> Floats:
    """Expected demand by weekday (rows, Monday first) and ingredient, from the first `until` days alone.

    A weekday never traded is 0 once the history is four weeks long; before that, and for ingredients too new
    to have been asked for on that weekday, it is the mean of all their days. Never negative, never NaN.
    """
    quantity, weekdays = history.quantity[:until], history.weekdays[:until]
    is_open = history.is_open[:until]
    overall: Floats = np.nan_to_num(_mean(quantity))
    means = np.empty((DAYS_A_WEEK, quantity.shape[1]))
    for weekday in range(DAYS_A_WEEK):
        same = np.flatnonzero(is_open & (weekdays == weekday))[-WEEKS:]
        if same.size:
            found = _mean(quantity[same])
            means[weekday] = np.where(np.isnan(found), overall, found)
        else:
            means[weekday] = 0.0 if until >= CLOSED_AFTER_DAYS else overall
    return means


def forecast(history: History, horizon: int) -> pd.DataFrame:
    """Expected demand on the `horizon` days after the history: a row a day, a column an ingredient."""
    days = pd.date_range(history.days[-1] + pd.Timedelta(days=1), periods=horizon, freq="D")
    means = weekday_means(history, len(history.days))
    return pd.DataFrame(means[days.day_of_week], index=days, columns=history.ingredients)


def _mean(quantity: Floats) -> Floats:
    """Mean of the known values of each column, NaN where none is known."""
    known: npt.NDArray[np.int_] = (~np.isnan(quantity)).sum(axis=0)
    total = np.nansum(quantity, axis=0)
    mean: Floats = np.divide(total, known, out=np.full(total.shape, np.nan), where=known > 0)
    return mean
