"""When an ingredient will be gone: a prediction with an interval. No database here.

Sales of an ingredient are lumps (an order's portions) at random instants. With lumps of the effective size
s = sum(x^2) / sum(x), which keeps mean and variance of a compound Poisson process, what is left is
k = left / s lumps. The usual use of the same weekday and hour makes a clock that runs fast when trade is
brisk: its unit is one usual lump. Today's pace against that clock is a rate with a gamma prior of mean 1,
updated by what was used in the last hour (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6). The
time to the k-th lump of a Poisson process whose rate is gamma(a, b) is b times a beta prime variable of k and
a (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, vol. 2, section 25.7), whose quantiles
are those of a beta.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scipy.special import betainc, betaincinv

SLOT = timedelta(minutes=30)
WINDOW_SLOTS = 2
"""The last hour is what today's pace is read from."""
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""The interval holds the instant in four of five cases."""
PRIOR = 10.0
"""Lumps the usual pace weighs: a day differs from its weekday's usual by about a third (1 / sqrt(10))."""
NO_PRIOR = 0.5
"""Jeffreys' prior of a rate, where no history tells what is usual."""
FLOOR = 0.1
"""Share of the mean use of a slot that is thought possible in any slot, however quiet it was."""


@dataclass(frozen=True)
class Use:
    """What is known of one ingredient's use, in base units.

    `usual` is the mean use of half-hours, the first two of them the last hour, then those to come; empty
    without history. `recent` was used in the last hour. `squares` and `total` are sums over orders, of both.
    """

    left: float
    recent: float
    usual: Sequence[float]
    squares: float
    total: float


@dataclass(frozen=True)
class RunOut:
    """When it is gone: as likely before `middle` as after; None beyond what is looked at.

    `chance` is that of its being gone before the end of what is looked at.
    """

    low: datetime | None
    middle: datetime | None
    high: datetime | None
    chance: float


def run_out(use: Use, at: datetime, slots: int) -> RunOut | None:
    """Prediction from an aware instant, `slots` half-hours ahead; None where nothing was ever used."""
    if use.total <= 0:
        return None
    lump = use.squares / use.total
    clock = _clock(use, lump, slots)
    if use.left <= 0:
        return RunOut(at, at, at, 1.0)
    elapsed, ahead = sum(clock[:WINDOW_SLOTS]), clock[WINDOW_SLOTS:]
    prior, units = (PRIOR, PRIOR) if use.usual else (NO_PRIOR, 0.0)
    shape, rate = prior + use.recent / lump, units + elapsed
    lumps = use.left / lump
    low, middle, high = (
        _instant(rate * _beta_prime(lumps, shape, share), ahead, at)
        for share in (LOW, MIDDLE, HIGH)
    )
    there = sum(ahead)
    return RunOut(low, middle, high, float(betainc(lumps, shape, there / (rate + there))))


def _clock(use: Use, lump: float, slots: int) -> list[float]:
    """Units of time of each slot: usual lumps, or without history the slot itself."""
    if not use.usual:
        return [1.0] * (WINDOW_SLOTS + slots)
    known = [*use.usual, *[0.0] * (WINDOW_SLOTS + slots)][: WINDOW_SLOTS + slots]
    least = FLOOR * sum(use.usual) / len(use.usual)
    return [max(one, least) / lump for one in known]


def _beta_prime(k: float, a: float, share: float) -> float:
    below = float(betaincinv(k, a, share))
    return below / (1 - below) if below < 1 else float("inf")


def _instant(units: float, ahead: Sequence[float], at: datetime) -> datetime | None:
    """When the clock has run so many units; None when it has not by the end of the slots."""
    for place, slot in enumerate(ahead):
        if units <= slot:
            return at + SLOT * (place + units / slot)
        units -= slot
    return None
