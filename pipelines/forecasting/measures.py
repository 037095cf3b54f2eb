"""The measures of a backtest, over all series, days and origins of its panels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.forecasting.backtest import Told, Trial, joined
from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.weekday_mean import DAYS_A_WEEK

DELIVERY_DAYS = 2
UPPER, HIGH, LOW = 0.95, 0.9, 0.05


@dataclass(frozen=True)
class Measures:
    """WAPE is the sum of absolute errors over the sum of demand; pinball losses are parts of demand too.

    MASE is a series' mean absolute error over that of last week's same weekday before the first origin, the
    mean over series (Hyndman and Koehler 2006). `bias` is forecast less demand over demand. `coverage_90` is
    the part of days between the 5 % and the 95 % quantile, `sum_95` the part of sums at most their 95 %
    quantile. The last three are of a store that orders up to that quantile every week, delivered two days
    later, what is missing lost: demand met, weeks without stock-out, days of demand on hand in the evening.
    """

    wape_7: float
    wape_14: float
    mase: float
    pinball_90: float
    pinball_95: float
    sum_wape: float
    sum_pinball_95: float
    bias: float
    coverage_90: float
    above_95: float
    sum_95: float
    fill_rate: float
    cycles_without_stock_out: float
    days_of_stock: float


def measure(trials: Sequence[Trial], method: str) -> Measures:
    """All measures of one method."""
    cases = joined(trials, method)
    demand = sum(float(np.nansum(came)) for _, _, came, _ in cases)
    fill, cycles, stock = _store(trials, method)
    return Measures(
        wape_7=_wape(cases, DAYS_A_WEEK),
        wape_14=_wape(cases, None),
        mase=_mase(trials, method),
        pinball_90=_pinball(cases, HIGH) / demand,
        pinball_95=_pinball(cases, UPPER) / demand,
        sum_wape=_sums(cases, lambda actual, told: np.abs(actual - told[0])),
        sum_pinball_95=_sums(cases, lambda actual, told: _loss(actual, told[1], UPPER)),
        bias=sum(float(_error(came, told).sum()) for _, _, came, told in cases) / demand,
        coverage_90=_held(cases, LOW),
        above_95=_held(cases, None),
        sum_95=_sums_held(cases),
        fill_rate=fill,
        cycles_without_stock_out=cycles,
        days_of_stock=stock,
    )


Cases = Sequence[tuple[Trial, int, Floats, Told]]


def _error(came: Floats, told: Told) -> Floats:
    error: Floats = np.nan_to_num(told.expected - came)
    return error


def _wape(cases: Cases, days: int | None) -> float:
    wrong = sum(float(np.abs(_error(came, told)[:days]).sum()) for _, _, came, told in cases)
    return wrong / sum(float(np.nansum(came[:days])) for _, _, came, _ in cases)


def _loss(actual: Floats, quantile: Floats, part: float) -> Floats:
    below = actual - quantile
    loss: Floats = np.maximum(part * below, (part - 1) * below)
    return loss


def _pinball(cases: Cases, part: float) -> float:
    return sum(
        float(np.nansum(_loss(came, told.quantiles[part], part))) for *_, came, told in cases
    )


def _sums(cases: Cases, loss: Callable[[Floats, tuple[Floats, Floats]], Floats]) -> float:
    wrong = demand = 0.0
    for trial, _, came, told in cases:
        actual = np.nansum(came[: trial.sum_days], axis=0)
        expected = told.expected[: trial.sum_days].sum(axis=0)
        wrong += float(loss(actual, (expected, told.sum_quantile)).sum())
        demand += float(actual.sum())
    return wrong / demand


def _held(cases: Cases, low: float | None) -> float:
    """Part of days of trade on which demand was within the quantiles; those never asked for are left out."""
    held = days = 0
    for *_, came, told in cases:
        counted = ~np.isnan(came) & ((told.expected > 0) | (came > 0))
        within = came <= told.quantiles[UPPER]
        if low is not None:
            within &= came >= told.quantiles[low]
        held += int((within & counted).sum())
        days += int(counted.sum())
    return held / days if days else float("nan")


def _sums_held(cases: Cases) -> float:
    held = [
        np.nansum(came[: t.sum_days], axis=0) <= told.sum_quantile for t, _, came, told in cases
    ]
    return float(np.concatenate(held).mean())


def _mase(trials: Sequence[Trial], method: str) -> float:
    parts: list[float] = []
    for trial in trials:
        usual = _naive_error(trial.history, trial.origins[0])
        errors = [
            np.where(np.isnan(came), np.nan, np.abs(_error(came, told)))
            for _, _, came, told in joined([trial], method)
        ]
        mean = _mean(np.concatenate(errors))
        parts.extend((mean[usual > 0] / usual[usual > 0]).tolist())
    return float(np.nanmean(parts)) if parts else float("nan")


def _naive_error(history: History, until: int) -> Floats:
    past = history.quantity[:until]
    return np.nan_to_num(_mean(np.abs(past[DAYS_A_WEEK:] - past[:-DAYS_A_WEEK])))


def _mean(values: Floats) -> Floats:
    known = (~np.isnan(values)).sum(axis=0)
    found: Floats = np.divide(
        np.nansum(values, axis=0), known, out=np.full(values.shape[1], np.nan), where=known > 0
    )
    return found


def _store(trials: Sequence[Trial], method: str) -> tuple[float, float, float]:
    """Fill rate, weeks without stock-out, and days of demand on hand, over all series."""
    met = asked = 0.0
    calm: list[bool] = []
    days: list[float] = []
    for trial in trials:
        for series in range(trial.history.quantity.shape[1]):
            levels = [float(told.sum_quantile[series]) for told in trial.told[method]]
            one = _one_store(trial, np.nan_to_num(trial.history.quantity[:, series]), levels)
            met, asked = met + one[0], asked + one[1]
            calm.extend(one[2])
            days.extend(one[3])
    return met / asked, float(np.mean(calm)), float(np.mean(days))


def _one_store(
    trial: Trial, demand: Floats, levels: list[float]
) -> tuple[float, float, list[bool], list[float]]:
    """Demand met, demand, weeks that held, and stock of the evenings in days of mean demand."""
    origins = trial.origins
    orders: dict[int, float] = {}
    stock, met, asked, calm, kept = levels[0], 0.0, 0.0, True, []
    weeks: list[bool] = []
    last = min(origins[-1] + DELIVERY_DAYS + DAYS_A_WEEK, len(demand))
    for day in range(origins[0], last):
        if day in origins:
            missing = levels[origins.index(day)] - stock - sum(orders.values())
            orders[day + DELIVERY_DAYS] = max(missing, 0.0)
        if day in orders:
            stock += orders.pop(day)
            weeks.append(calm)
            calm = True
        sold = min(stock, float(demand[day]))
        calm = calm and sold >= demand[day]
        met, asked, stock = met + sold, asked + float(demand[day]), stock - sold
        kept.append(stock)
    weeks.append(calm)
    usual = asked / max(last - origins[0], 1)
    return met, asked, weeks, [float(np.mean(kept)) / usual] if usual > 0 else []
