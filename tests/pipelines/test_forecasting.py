"""Forecast and reorder advice hold what they promise, for any demand."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chitrail.reordering.supply import Supply
from pipelines.forecasting.choice import choose
from pipelines.forecasting.history import History, build_history
from pipelines.forecasting.methods import MOST_OF_RECENT
from pipelines.forecasting.plan import HORIZON_DAYS, plan_outlet
from pipelines.forecasting.safety_stock import FIRST_ORIGIN, cover, sum_errors
from pipelines.forecasting.weekday_mean import weekday_means

MONDAY = date(2026, 6, 1)
amounts = st.floats(0, 10_000, allow_nan=False).map(lambda x: round(x, 3))


def history_of(daily: Sequence[float | None], names: tuple[str, ...] = ("flour",)) -> History:
    """One row a day from a Monday on; None is a closed day."""
    rows = [
        (MONDAY + timedelta(days=offset), name, amount)
        for offset, amount in enumerate(daily)
        if amount is not None
        for name in names
    ]
    frame = pd.DataFrame(rows, columns=["business_date", "ingredient_id", "quantity"])
    found = build_history(frame, [row[0] for row in rows])
    assert found is not None
    return found


def test_closed_days_are_no_zeros_and_idle_days_are():
    frame = pd.DataFrame(
        [(MONDAY, "a", 5.0), (MONDAY, "b", 1.0), (MONDAY + timedelta(days=3), "a", 7.0)],
        columns=["business_date", "ingredient_id", "quantity"],
    )
    history = build_history(frame, [MONDAY, MONDAY + timedelta(days=3)])
    assert history is not None
    expected = [[5, 1], [np.nan, np.nan], [np.nan, np.nan], [7, 0]]
    np.testing.assert_array_equal(history.quantity, expected)


def test_an_ingredient_counts_from_its_first_use_on():
    frame = pd.DataFrame(
        [(MONDAY, "a", 5.0), (MONDAY + timedelta(days=1), "b", 8.0)],
        columns=["business_date", "ingredient_id", "quantity"],
    )
    history = build_history(frame, [MONDAY, MONDAY + timedelta(days=1)])
    assert history is not None
    np.testing.assert_array_equal(history.quantity, [[5, np.nan], [0, 8]])


@given(st.lists(amounts, min_size=7, max_size=7), st.integers(1, 12))
@settings(max_examples=30, deadline=None)
def test_a_steady_week_is_forecast_as_it_is(week, weeks):
    assume(week[0] > 0)
    predicted = choose(history_of(week * weeks)).expected(HORIZON_DAYS)[:, 0]
    np.testing.assert_allclose(predicted, week * 2, rtol=1e-9, atol=1e-9)


@given(st.lists(st.none() | amounts, min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_forecasts_stay_within_what_was_seen(daily):
    seen = [amount for amount in daily if amount]
    assume(seen)
    history = history_of(daily)
    predicted = choose(history).expected(HORIZON_DAYS)[:, 0]
    assert len(predicted) == HORIZON_DAYS
    assert np.isfinite(predicted).all()
    assert (predicted >= 0).all()
    assert predicted.max() <= max(seen) * MOST_OF_RECENT * (1 + 1e-9)


@given(st.lists(amounts, min_size=30, max_size=90), st.integers(1, 20))
@settings(max_examples=30, deadline=None)
def test_no_look_ahead(daily, cut):
    assume(daily[0] > 0)
    past = history_of(daily[:-cut])
    np.testing.assert_array_equal(
        weekday_means(history_of(daily), len(daily) - cut), weekday_means(past, len(past.days))
    )


def test_a_weekly_day_of_rest_is_forecast_as_closed():
    week = [None, 10.0, 10.0, 10.0, 10.0, 20.0, 20.0]
    predicted = choose(history_of(week * 6)).expected(7)[:, 0]
    assert predicted[0] == 0
    assert predicted.sum() == pytest.approx(80)


@given(st.lists(st.none() | amounts, min_size=1, max_size=100), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_safety_stock_is_finite_and_never_negative(daily, days):
    assume([amount for amount in daily if amount])
    found = cover(choose(history_of(daily)), days)
    assert np.isfinite(found.quantity).all()
    assert (found.quantity >= 0).all()
    assert found.basis


@given(st.lists(amounts, min_size=60, max_size=90), st.floats(0.1, 50))
@settings(max_examples=20, deadline=None)
def test_safety_stock_scales_with_demand(daily, factor):
    assume(daily[0] > 0 and max(daily) > 1)
    small = choose(history_of(daily))
    large = choose(history_of([amount * factor for amount in daily]))
    np.testing.assert_allclose(
        cover(large, 9).quantity, cover(small, 9).quantity * factor, rtol=1e-6, atol=1e-6
    )


def test_measured_safety_covers_95_of_100_periods():
    chance = np.random.default_rng(7)
    daily = [float(x) for x in chance.poisson(50, 300) * chance.choice([1, 1, 1, 2], 300)]
    choice = choose(history_of(daily))
    found, (errors, _) = cover(choice, 9), sum_errors(choice, 9)
    assert "95% of past periods" in found.basis
    covered = (errors[:, 0] <= found.quantity[0]).mean()
    assert covered == pytest.approx(0.95, abs=0.02)


def test_short_histories_say_so():
    assert "a part of what is expected" in cover(choose(history_of([10.0] * 5)), 9).basis
    assert "1.645" in cover(choose(history_of([10.0, 12.0] * 10)), 9).basis


def test_errors_compare_sums_of_days_after_the_origin():
    daily = [10.0] * 40
    daily[-1] = 25.0
    errors, _ = sum_errors(choose(history_of(daily)), 3)
    assert len(errors) == 40 - 3 - FIRST_ORIGIN + 1
    assert errors[-1, 0] == pytest.approx(15)
    assert errors[-2, 0] == pytest.approx(0)


def test_an_ingredient_without_use_is_planned_by_its_own_level():
    level, stock = Decimal(10), Decimal(3)
    flour = Supply(
        "i", "f", "Flour", "g", None, "", None, Decimal(4), reorder_level=level, on_hand=stock
    )
    plan = plan_outlet("shop", None, {}, [flour], today=MONDAY)
    assert plan.ingredients == plan.items == []
    (row,) = plan.reorder
    assert (row[14], row[16]) == (2, None)
    assert "No use by completed orders" in row[17]
