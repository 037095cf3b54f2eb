"""Safety stock: what covers a stretch of days that is busier than expected.

With enough history it is measured, not assumed: the errors of past forecasts of the *sum* over as many
days, each divided by its ingredient's mean absolute error and pooled over the outlet's ingredients; the
quantile asked for times the ingredient's own mean absolute error. Pooling keeps the quantile steady where one
ingredient has few days, and sums keep the dependence between days that a daily deviation times a square
root loses.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.weekday_mean import weekday_means

SERVICE = 0.95
MIN_DAYS = 56
FIRST_ORIGIN = 28
MAX_ORIGINS = 182
MIN_ORIGINS = 14
MIN_DAYS_FOR_DEVIATION = 14
SHARE_WITHOUT_HISTORY = 0.5
"""Of what is expected, at a service of 95 per cent."""


@dataclass(frozen=True)
class Cover:
    """Safety stock by ingredient, in base units, and the words for how it was found."""

    quantity: Floats
    basis: str


@dataclass(frozen=True)
class Spread:
    """How far sums over `days` days have been from what was expected.

    `scale` by ingredient, in base units; `pooled` are measured errors in multiples of it, or None where the
    scale is that of a normal distribution.
    """

    days: int
    scale: Floats
    pooled: Floats | None
    source: str

    def cover(self, service: float) -> Cover:
        """What covers `service` of such stretches; more of it for more of them."""
        if self.pooled is None:
            factor, basis = z_of(service), self.source.format(z=z_of(service))
        else:
            factor = float(np.quantile(self.pooled, service)) if self.pooled.size else 0.0
            basis = f"{service:.0%} of past periods of {self.days} days stayed within it"
        return Cover(self.scale * max(factor, 0.0), basis)


def z_of(service: float) -> float:
    """Standard deviations that cover a part of a normal distribution: 1.645 for 0.95."""
    return NormalDist().inv_cdf(service)


def cover(history: History, days: int, service: float = SERVICE) -> Cover:
    """Safety stock for the next `days` days; the longer the history, the better the measure."""
    return spread(history, days).cover(service)


def spread(history: History, days: int) -> Spread:
    """Measured where the history is long enough, else from daily deviations, else assumed."""
    errors = sum_errors(history, days)
    if len(history.days) >= MIN_DAYS and len(errors) >= MIN_ORIGINS:
        scale = np.nan_to_num(_mean_absolute(errors))
        known = scale > 0
        pooled = (errors[:, known] / scale[known]).ravel()
        return Spread(days, scale, pooled[~np.isnan(pooled)], "")
    traded = history.quantity[history.is_open]
    if len(traded) >= MIN_DAYS_FOR_DEVIATION:
        deviation = np.nan_to_num(_deviation(traded)) * np.sqrt(days)
        basis = "{z:.3f} daily deviations times the root of the days, as the history is short"
        return Spread(days, deviation, None, basis)
    expected = np.nan_to_num(weekday_means(history, len(history.days)).mean(axis=0)) * days
    basis = "a part of what is expected, as there are too few days to measure"
    return Spread(days, expected * SHARE_WITHOUT_HISTORY / z_of(SERVICE), None, basis)


def sum_errors(history: History, days: int) -> Floats:
    """Actual less forecast sums over `days` days, one row per past origin, newest last.

    Each forecast sees only the days before its origin. Days on which the outlet was closed count on neither
    side; an ingredient not yet in use at the origin has no error (NaN).
    """
    length = len(history.days)
    origins = range(max(FIRST_ORIGIN, length - days - MAX_ORIGINS), length - days + 1)
    rows = [_error(history, origin, days) for origin in origins]
    return np.array(rows) if rows else np.empty((0, len(history.ingredients)))


def _error(history: History, origin: int, days: int) -> Floats:
    window = slice(origin, origin + days)
    is_open = history.is_open[window]
    actual = np.nansum(history.quantity[window], axis=0)
    expected = weekday_means(history, origin)[history.weekdays[window][is_open]].sum(axis=0)
    in_use = (~np.isnan(history.quantity[:origin])).any(axis=0)
    error: Floats = np.where(in_use, actual - expected, np.nan)
    return error


def _mean_absolute(errors: Floats) -> Floats:
    known = (~np.isnan(errors)).sum(axis=0)
    total = np.nansum(np.abs(errors), axis=0)
    mean: Floats = np.divide(total, known, out=np.zeros(total.shape), where=known > 0)
    return mean


def _deviation(quantity: Floats) -> Floats:
    known = (~np.isnan(quantity)).sum(axis=0)
    mean = np.divide(np.nansum(quantity, axis=0), known, out=np.zeros(len(known)), where=known > 0)
    squares = np.nansum((quantity - mean) ** 2, axis=0)
    variance: Floats = np.divide(squares, known - 1, out=np.zeros(len(known)), where=known > 1)
    return np.sqrt(variance)
