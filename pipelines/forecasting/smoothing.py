"""Exponential smoothing of a level and a week's shape, for all series and many origins in one pass.

The error-correction forms ETS(A,N,A) and ETS(A,N,M) of Hyndman, Koehler, Ord and Snyder 2008, Forecasting
with Exponential Smoothing, section 2.5. Every pair of smoothing constants of a grid is followed at once; at
each origin a series takes the pair with the least discounted squared one-day error *so far*, so nothing is
seen that came later. A day without trade changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.weekday_mean import DAYS_A_WEEK

LEVEL_GAINS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.45)
SEASON_GAINS = (0.0, 0.05, 0.1, 0.2)
START_DAYS = 28
"""The first four known weeks of a series give its first level and shape."""
DISCOUNT = 0.995
"""What an error counts a day later; half after 138 days."""
LEAST_SHAPE = 0.02
"""A weekday's part of the level never falls below this, so that it can come back."""


@dataclass
class _State:
    """Level (grid, series), shape (weekday, grid, series) and discounted squared error (grid, series)."""

    level: Floats
    shape: Floats
    loss: Floats


def smoothed_profiles(
    history: History, start: Floats, origins: Sequence[int], *, multiplicative: bool
) -> Floats:
    """Expected demand by origin (ascending), weekday and series.

    `start` is the profile (weekday, series) of each series' first weeks; origins within them are the
    caller's to leave out. Never negative.
    """
    gains = np.array(list(product(LEVEL_GAINS, SEASON_GAINS)))
    alpha, gamma = gains[:, :1], gains[:, 1:]
    state = _started(start, len(gains), multiplicative=multiplicative)
    wanted = {origin: place for place, origin in enumerate(origins)}
    found = np.empty((len(origins), DAYS_A_WEEK, start.shape[1]))
    step = _multiply if multiplicative else _add
    for day in range(max(origins) + 1):
        if day in wanted:
            found[wanted[day]] = _best(state, multiplicative=multiplicative)
        if day < len(history.days):
            step(state, history.quantity[day], int(history.weekdays[day]), alpha, gamma)
    return np.maximum(found, 0.0)


def _started(start: Floats, grid: int, *, multiplicative: bool) -> _State:
    level = start.mean(axis=0)
    if multiplicative:
        shape = np.divide(start, level, out=np.ones(start.shape), where=level > 0)
        shape = np.maximum(shape, LEAST_SHAPE)
    else:
        shape = start - level
    size = (grid, len(level))
    everywhere = np.broadcast_to(shape[:, None, :], (DAYS_A_WEEK, *size))
    return _State(np.broadcast_to(level, size).copy(), everywhere.copy(), np.zeros(size))


def _add(state: _State, actual: Floats, weekday: int, alpha: Floats, gamma: Floats) -> None:
    error = np.nan_to_num(actual - state.level - state.shape[weekday])
    state.loss = state.loss * DISCOUNT + error**2
    state.level = state.level + alpha * error
    state.shape[weekday] += gamma * error


def _multiply(state: _State, actual: Floats, weekday: int, alpha: Floats, gamma: Floats) -> None:
    level, part = state.level, state.shape[weekday]
    error = np.nan_to_num(actual - level * part)
    state.loss = state.loss * DISCOUNT + error**2
    # A weekday that sells little says little about the level: its error is weighed by its part of the week.
    weight = part / np.maximum(part, 1.0) ** 2
    state.level = np.maximum(level + alpha * error * weight, 0.0)
    gained = np.divide(gamma * error, level, out=np.zeros(error.shape), where=level > 0)
    state.shape[weekday] = np.maximum(part + gained, LEAST_SHAPE)


def _best(state: _State, *, multiplicative: bool) -> Floats:
    """The profile of each series' best pair."""
    series = np.arange(state.loss.shape[1])
    pair = state.loss.argmin(axis=0)
    level, shape = state.level[pair, series], state.shape[:, pair, series]
    profile: Floats = level * shape if multiplicative else level + shape
    return profile
