"""Forecasts add up: what the dishes are expected to sell is what the ingredients are expected to be used."""

from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from chitrail.clock import now
from pipelines.assets.forecast import _DRIFT
from pipelines.forecasting.choice import SUMMED, choose
from pipelines.forecasting.dishes import Dishes
from pipelines.forecasting.hierarchy import added_up
from pipelines.forecasting.plan import HORIZON_DAYS, plan_outlet
from pipelines.forecasting.tables import write_plans
from pipelines.partitions import day_under_way
from tests.pipelines.test_choice import history, restaurant

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(10, 200), st.sampled_from([0.0, 0.001, 80.0, 2500.0]))
@settings(max_examples=15, deadline=None)
def test_items_times_recipes_are_ingredients_and_their_sum_the_outlet(seed, days, grams):
    items = choose(history(restaurant(seed, days=days, series=5)))
    weights = np.random.default_rng(seed).uniform(0, 100, (5, 3))
    weights[:, 1] *= np.array([0, 0, 1, 0, 1])
    weights[:, 2] = grams
    ingredients = added_up(items, weights, ["rice", "oil", "salt"])
    np.testing.assert_allclose(ingredients.expected(30), items.expected(30) @ weights)
    outlet = added_up(items, np.ones((5, 1)), ["outlet"])
    np.testing.assert_allclose(outlet.expected(30)[:, 0], items.expected(30).sum(axis=1))
    chain = added_up(outlet, np.full((1, 1), 2.0), ["two such outlets"])
    np.testing.assert_allclose(chain.expected(30), 2 * outlet.expected(30))


def test_the_rows_of_a_plan_add_up_and_explain_themselves():
    sold = restaurant(11, days=150, series=3)
    usage = np.array([[120.0, 0.0], [80.0, 5.0], [0.0, 2.5]])
    names = {f"item-{place}": dish for place, dish in enumerate(("Biryani", "Pulao", "Raita"))}
    dishes = Dishes(history(sold), usage, ["rice", "mint"])
    plan = plan_outlet("shop", dishes, names, [], today=dishes.history.last_date)
    assert (len(plan.items), len(plan.ingredients)) == (3 * HORIZON_DAYS, 2 * HORIZON_DAYS)
    expected: defaultdict[object, float] = defaultdict(float)
    for _, item, day, quantity, _, low, high, _, why in plan.items:
        assert low <= quantity <= high
        assert "a day" in why
        for ingredient, grams in zip(("rice", "mint"), usage[int(item[-1])], strict=True):
            expected[ingredient, day] += float(quantity) * grams
    for _, ingredient, day, quantity, method, low, high, error, why in plan.ingredients:
        assert float(quantity) == pytest.approx(expected[ingredient, day], abs=0.2)
        assert 0 <= low <= quantity <= high
        assert method == SUMMED
        assert 0 < error < 1
        assert "Pulao" in why


def test_the_past_is_forecast_by_todays_recipe():
    dishes = choose(history(np.full((60, 1), 10.0)))
    more = added_up(dishes, np.array([[250.0]]), ["cheese"])
    assert more.history.quantity[0, 0] == 2500
    np.testing.assert_allclose(more.expected(3), 2500)


def test_forecasts_are_kept_beside_what_came(trade, warehouse):
    today = day_under_way(now())
    naan, butter = trade.item("naan"), trade.item("butter-naan")
    flour = trade.ingredient("flour")
    plain = trade.recipe(naan, {flour: ("80", "measured")})
    rich = trade.recipe(butter, {flour: ("90", "measured")})
    for ago in range(90, 0, -1):
        day = today - timedelta(days=ago)
        trade.order(day, naan, 5 if ago % 7 == 0 else 3, recipe_id=plain)
        trade.order(day, butter, 2, recipe_id=rich)
    made = now() - timedelta(days=8)
    warehouse.update()
    with warehouse.open() as connection:
        _plan_twice(connection, made)


def _plan_twice(connection: DuckDBPyConnection, made: datetime) -> None:
    write_plans(connection, now=made)
    kept = connection.execute(
        "SELECT count(*), count(actual) FROM forecast_accuracy_daily"
    ).fetchone()
    assert kept == (3 * HORIZON_DAYS, 0)
    write_plans(connection, now=now())
    write_plans(connection, now=now())
    came = connection.execute(
        """SELECT kind, count(*), count(actual), max(abs(expected - actual)) FROM forecast_accuracy_daily
           WHERE made_on < current_date - 3 GROUP BY kind ORDER BY kind"""
    ).fetchall()
    assert [row[:3] for row in came] == [("ingredient", 14, 8), ("item", 28, 16)]
    assert all(float(row[3]) < 1 for row in came), "a steady week is forecast as it is"
    told = connection.execute(
        "SELECT kind, days_ahead, wape, coverage FROM mart_forecast_accuracy ORDER BY 1, 2"
    ).fetchall()
    assert len(told) == 16
    assert all(error < 0.01 and coverage == 1 for _, _, error, coverage in told)
    both = connection.execute("SELECT count(*) FROM forecast_accuracy_daily").fetchone()
    assert both == (2 * 3 * HORIZON_DAYS,), "building twice on a day keeps one forecast of it"
    totals = connection.execute(
        """SELECT sum(item.quantity * CASE code WHEN 'naan' THEN 80 ELSE 90 END)
               - (SELECT sum(quantity) FROM forecast_ingredient_daily)
           FROM forecast_item_daily AS item
           INNER JOIN (SELECT id, code FROM raw_menu_items) AS menu ON item.item_id = menu.id"""
    ).fetchone()
    assert totals is not None
    assert abs(totals[0]) < 1
    limits = {"recent": 28, "before": 90, "ahead": 7, "least": 10}
    drift = {**limits, "lowest": 0.8, "highest": 0.98, "worse": 1.3}
    found = connection.execute(_DRIFT, drift).fetchall()
    assert [row[0] for row in found] == ["shop"], "bounds that always hold are too wide"
    assert connection.execute(_DRIFT, {**drift, "highest": 1.0}).fetchall() == []
