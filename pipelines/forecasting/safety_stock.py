"""Safety stock: what covers a stretch of days that is busier than expected.

With enough history it is measured, not assumed: the errors of past forecasts of the *sum* over as many
days, made on past mornings by the method chosen then. Each is divided by the root of what was expected and
by its series' mean, and all series are pooled; the quantile asked for, times the series' own mean and the
root of what is expected now, is the safety stock. Pooling keeps the quantile steady where one series has
few days, the root follows a level that moves, and sums keep the dependence between days that a daily
deviation times a square root loses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from pipelines.forecasting.choice import Choice
from pipelines.forecasting.history import Floats
from pipelines.forecasting.weekday_mean import DAYS_A_WEEK

SERVICE = 0.95
MIN_DAYS = 56
FIRST_ORIGIN = 28
MIN_ORIGINS = 14
MIN_DAYS_FOR_DEVIATION = 14
SHARE_WITHOUT_HISTORY = 0.5
"""Of what is expected, at a service of 95 per cent."""


@dataclass(frozen=True)
class Cover:
    """Safety stock by series, in base units, and the words for how it was found."""

    quantity: Floats
    basis: str


@dataclass(frozen=True)
class Spread:
    """How far sums over `days` days have been from what was expected.

    A series' errors have the scale `root` times the root of what is expected, `coming` of the days ahead, in
    base units; `pooled` are measured errors in multiples of it, or None where the scale is that of a normal
    distribution. `stretches` of them are independent of each other.
    """

    days: int
    root: Floats
    coming: Floats
    pooled: Floats | None
    stretches: float
    source: str

    def cover(self, service: float) -> Cover:
        """What covers `service` of such stretches; more of it for more of them."""
        factor = self.factor(service)
        if self.pooled is None:
            basis = self.source.format(z=z_of(service))
        else:
            basis = f"{service:.0%} of past periods of {self.days} days stayed within it"
        return Cover(self.root * np.sqrt(self.coming) * max(factor, 0.0), basis)

    def factor(self, part: float) -> float:
        """The error, in multiples of the scale, that `part` of such stretches stay below.

        Of m past stretches the (m + 1) x part-th in order is taken (Vovk, Gammerman and Shafer 2005,
        Algorithmic Learning in a Random World; split conformal prediction), as the next one is like any.
        """
        return float(self.factors((part,))[0])

    def factors(self, parts: Sequence[float]) -> Floats:
        """The same for several parts at once."""
        if self.pooled is None:
            return np.array([z_of(part) for part in parts])
        if not self.pooled.size:
            return np.zeros(len(parts))
        asked = np.asarray(parts)
        away = np.abs(asked - 0.5) + 0.5
        away = np.minimum(away + away / self.stretches, 1 - (1 - away) / 4)
        found: Floats = np.quantile(self.pooled, np.where(asked >= 0.5, away, 1 - away))
        return found


def z_of(service: float) -> float:
    """Standard deviations that cover a part of a normal distribution: 1.645 for 0.95."""
    return NormalDist().inv_cdf(service)


def cover(choice: Choice, days: int, service: float = SERVICE) -> Cover:
    """Safety stock for the next `days` days; the longer the history, the better the measure."""
    return spread(choice, days).cover(service)


def spread(choice: Choice, days: int) -> Spread:
    """Measured where the history is long enough, else from daily deviations, else assumed."""
    return spread_by(choice, days, *sum_errors(choice, days))


def spread_by(choice: Choice, days: int, errors: Floats, expected: Floats) -> Spread:
    """The same from errors of sums that are known already."""
    history, coming = choice.history, choice.expected(days).sum(axis=0)
    usual = choice.expected(DAYS_A_WEEK).mean(axis=0) * days
    if len(history.days) >= MIN_DAYS and len(errors) >= MIN_ORIGINS:
        root, pooled = _measured(errors, expected, usual)
        return Spread(days, root, coming, pooled, max(2 * len(errors) / days, 1.0), "")
    traded = history.quantity[history.is_open]
    if len(traded) >= MIN_DAYS_FOR_DEVIATION:
        scale = np.nan_to_num(_deviation(traded)) * np.sqrt(days)
        basis = "{z:.3f} daily deviations times the root of the days, as the history is short"
    else:
        scale = usual * SHARE_WITHOUT_HISTORY / z_of(SERVICE)
        basis = "a part of what is expected, as there are too few days to measure"
    return Spread(days, _part(scale, np.sqrt(usual)), coming, None, 1.0, basis)


def _measured(errors: Floats, expected: Floats, usual: Floats) -> tuple[Floats, Floats]:
    """Each series' root scale, and all errors in multiples of it.

    A series with few errors of its own takes the middle of the others' errors as a part of demand.
    """
    known = ~np.isnan(errors) & (expected > 0)
    roots = np.divide(errors, np.sqrt(expected), out=np.full(errors.shape, np.nan), where=known)
    own = _mean_absolute(roots)
    many = known.sum(axis=0) >= MIN_ORIGINS
    measured = many & (own > 0)
    pooled = (roots[:, measured] / own[measured]).ravel()
    parts = _part(_mean_absolute(errors), expected.mean(axis=0))[measured]
    borrowed = (float(np.median(parts)) if parts.size else 0.0) * np.sqrt(usual)
    return np.where(many, own, borrowed), pooled[~np.isnan(pooled)]


def sum_errors(choice: Choice, days: int) -> tuple[Floats, Floats]:
    """Actual less forecast sums over `days` days, and the forecast, one row per past origin, newest last.

    Each forecast sees only the days before its origin. Days on which the outlet was closed count on neither
    side; a series not yet known at the origin has no error (NaN).
    """
    history = choice.history
    length, first = len(history.days), choice.origins[0]
    at = np.arange(max(FIRST_ORIGIN, first), length - days + 1)
    shape = (len(at), history.quantity.shape[1])
    errors, expected = np.zeros(shape), np.zeros(shape)
    if not len(at):
        return errors, expected
    for ahead in range(days):
        actual = history.quantity[at + ahead]
        profile = choice.profile[at - first, history.weekdays[at + ahead]]
        known = ~np.isnan(actual)
        errors += np.where(known, actual - profile, 0.0)
        expected += np.where(known, profile, 0.0)
    begun = (~np.isnan(history.quantity)).cumsum(axis=0)[at - 1] > 0
    return np.where(begun, errors, np.nan), expected


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


def _part(share: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(share, whole, out=np.zeros(share.shape), where=whole > 0)
    return found
