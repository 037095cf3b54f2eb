"""The method of each series is chosen by what is known on the day, and what it says stays in bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.forecasting.choice import METHODS, choose
from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.methods import (
    BORROWED,
    MEAN,
    MOST_OF_RECENT,
    MULTIPLIED,
    RECENT_DAYS,
    profiles_of,
)
from pipelines.forecasting.safety_stock import spread
from pipelines.forecasting.sums import Sums

WEEK = np.array([1.0, 0.6, 0.7, 0.8, 1.2, 1.8, 1.5])
seeds = st.integers(0, 2**32 - 1)


def history(quantity: Floats) -> History:
    days = pd.date_range("2025-01-06", periods=len(quantity), freq="D")
    return History(days, [f"item-{n}" for n in range(quantity.shape[1])], quantity)


def restaurant(seed: int, days: int = 200, series: int = 4) -> Floats:
    """A week's shape, levels that wander, chance, closed days, and one item that came late."""
    chance = np.random.default_rng(seed)
    level = chance.uniform(2, 60, series) * np.exp(chance.normal(0, 0.03, (days, 1)).cumsum(axis=0))
    sold = chance.poisson(level * WEEK[np.arange(days) % 7, None]).astype(float)
    sold[chance.random(days) < 0.03] = np.nan
    sold[: days // 2, -1] = np.nan
    return sold


@given(seeds, st.integers(1, 60))
@settings(max_examples=15, deadline=None)
def test_no_look_ahead(seed, cut):
    sold = restaurant(seed)
    changed = sold.copy()
    changed[-cut:] = np.random.default_rng(seed + 1).uniform(0, 1000, changed[-cut:].shape)
    past, first, second = (choose(history(q)) for q in (sold[:-cut], sold, changed))
    known = len(past.origins)
    for other in (first, second):
        np.testing.assert_array_equal(other.profile[:known], past.profile)
        np.testing.assert_array_equal(other.method[:known], past.method)


@given(seeds, st.sampled_from([0.001, 0.1, 8.0, 1000.0]))
@settings(max_examples=15, deadline=None)
def test_other_units_change_nothing_but_the_unit(seed, factor):
    sold = restaurant(seed)
    small, large = choose(history(sold)), choose(history(sold * factor))
    np.testing.assert_allclose(large.expected(14), small.expected(14) * factor, rtol=1e-6)
    np.testing.assert_allclose(
        spread(large, 9).cover(0.95).quantity,
        spread(small, 9).cover(0.95).quantity * factor,
        rtol=1e-6,
    )


@given(seeds, st.lists(st.sampled_from([0.0, 1e-9, 3.0, 400.0, 1e6]), min_size=20, max_size=120))
@settings(max_examples=25, deadline=None)
def test_whatever_was_sold_nothing_is_beyond_the_guard(seed, odd):
    assume(max(odd) > 0)
    sold = restaurant(seed, days=140)
    sold[-len(odd) :, 0] = odd
    choice = choose(history(sold))
    most = np.nan_to_num(sold[-RECENT_DAYS:]).max(axis=0)
    expected = choice.expected(30)
    assert np.isfinite(expected).all()
    assert (expected >= 0).all()
    mean = profiles_of(history(sold), [len(sold)]).by_method[MEAN][0].max(axis=0)
    assert (expected.max(axis=0) <= np.maximum(most * MOST_OF_RECENT, mean) * (1 + 1e-9)).all()


def test_a_fall_of_the_guard_is_counted():
    sold = np.full((120, 1), 1.0)
    sold[:50, 0] = 1e9
    found = profiles_of(history(sold), [118])
    fell = [name for name, count in found.falls.items() if count]
    assert fell == [MULTIPLIED]
    np.testing.assert_array_equal(found.by_method[MULTIPLIED], found.by_method[MEAN])


def test_each_series_has_its_own_method():
    days = np.arange(300)
    growing = 20 * np.exp(0.008 * days) * WEEK[days % 7]
    chance = np.random.default_rng(5)
    steady = chance.poisson(6 * WEEK[days % 7])
    new = np.where(days < 290, np.nan, 4.0)
    short = np.where(days < 260, np.nan, 9.0)
    choice = choose(history(np.stack([chance.poisson(growing), steady, new, short], axis=1)))
    names = [choice.method_name(series) for series in range(4)]
    assert names[0] == MULTIPLIED
    assert names[2:] == [BORROWED, MEAN]
    assert 0 < choice.error[0] < 0.3
    assert choice.against_naive[0] < 1
    assert np.isnan(choice.error[2])
    assert set(names) <= set(METHODS)


def test_a_new_item_takes_the_week_of_the_others_at_its_own_level():
    days = np.arange(120)
    sold = np.stack([30 * WEEK[days % 7], 90 * WEEK[days % 7], 10 * WEEK[days % 7]], axis=1)
    sold[:115, 2] = np.nan
    choice = choose(history(sold))
    assert choice.method_name(2) == BORROWED
    np.testing.assert_allclose(choice.expected(14)[:, 2], 10 * WEEK[(120 + np.arange(14)) % 7])


def test_nine_of_ten_days_are_within_the_bounds_and_95_of_100_sums():
    held = days = below = sums = 0
    for seed in range(3):
        sold = restaurant(seed, days=420, series=12)
        for origin in range(336, 406, 14):
            expected = Sums(history(sold[:origin]))
            for place, name in enumerate(expected.history.ingredients):
                came = sold[origin : origin + 14, place]
                for actual, (low, high) in zip(came, expected.bounds(name, 14), strict=True):
                    held += low <= actual <= high
                    days += not np.isnan(actual)
                if not np.isnan(came[:9]).any():
                    most = expected.mean(name, 9) + expected.above(name, 9, 0.95)
                    below, sums = below + (came[:9].sum() <= most), sums + 1
    assert held / days == pytest.approx(0.9, abs=0.04)
    assert below / sums == pytest.approx(0.95, abs=0.05)
