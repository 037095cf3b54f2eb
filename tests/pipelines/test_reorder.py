"""Reorder points and advice hold what they promise, for any demand and any supplier."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitrail.reordering.levels import levels_of
from chitrail.reordering.supply import Lot, Supply
from pipelines.forecasting.choice import choose
from pipelines.forecasting.past_outlook import LENGTHS, past_outlooks
from pipelines.forecasting.reorder import advise
from pipelines.forecasting.sums import Sums
from tests.pipelines.test_forecasting import MONDAY, history_of

chance = np.random.default_rng(11)
WEEK = [100.0, 80.0, 90.0, 100.0, 140.0, 220.0, 180.0]
DAILY = [float(x) for x in chance.poisson(WEEK * 16)]
"""112 days of some 130 g a day."""
SUMS = Sums(history_of(DAILY))
TODAY = SUMS.first_day
FLOUR = Supply("flour", "flour", "Flour", "g", None, "Mill", None, Decimal(500))

amounts = st.decimals(0, 20_000, places=3)
supplies = st.builds(
    Supply,
    ingredient_id=st.just("flour"),
    code=st.just("flour"),
    name=st.just("Flour"),
    unit=st.just("g"),
    supplier_id=st.none(),
    supplier=st.just("Mill"),
    supplier_item_id=st.none(),
    pack_size=st.decimals(1, 5_000, places=3),
    minimum_packs=st.decimals(0, 6, places=1),
    packs_multiple=st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(6)]),
    lead_time_days=st.integers(0, 60),
    delivery_weekdays=st.sampled_from(["", "1", "1,3,5", "6,7"]),
    review_days=st.integers(1, 60),
    late_days=st.decimals(0, 5, places=2),
    spread_days=st.decimals(0, 10, places=2),
    shelf_life_days=st.none() | st.integers(1, 90),
    service_percent=st.none() | st.integers(50, 99),
    unit_cost=st.none() | st.decimals("0.01", 5, places=4),
    margin=st.none() | st.decimals(-1, 20, places=4),
    reorder_level=amounts,
    on_hand=st.decimals(-1_000, 20_000, places=3),
    reserved=amounts,
    on_order=amounts,
    in_transit=amounts,
    lots=st.lists(
        st.builds(Lot, st.integers(-5, 40).map(lambda n: TODAY + timedelta(days=n)), amounts),
        max_size=3,
    ).map(tuple),
)


@given(supplies)
@settings(deadline=None)
def test_an_order_is_whole_packs_within_what_keeps(supply):
    levels = levels_of(supply, SUMS, TODAY)
    target, advice = levels.target, advise(supply, levels)
    assert 0 <= target.reorder_point <= target.order_up_to <= target.most
    assert 0 <= levels.expiring <= max(supply.on_hand, Decimal(0))
    assert 0.5 <= levels.service <= 0.99
    assert levels.lead_days <= levels.cycle_days
    packs = advice.suggested_packs
    assert packs >= 0
    assert advice.suggested_quantity == packs * supply.pack_size
    assert packs % supply.packs_multiple == 0
    counted = supply.position(levels.expiring).counted
    if packs:
        assert packs >= supply.minimum_packs
        assert counted + packs * supply.pack_size <= target.most
        assert counted <= target.reorder_point
        assert advice.why.startswith("Order ")
    else:
        assert advice.why.startswith("Nothing to order")
    if supply.shelf_life_days is None and counted <= target.reorder_point < target.order_up_to:
        assert packs > 0, "what keeps is always ordered when it is due"
    assert len(levels.basis) <= 600, "the API takes no more"


@given(supplies, amounts)
@settings(deadline=None, max_examples=60)
def test_more_stock_never_means_a_larger_order(supply, more):
    fuller = replace(supply, on_hand=supply.on_hand + more, lots=())
    bare = replace(supply, lots=())
    orders = [advise(one, levels_of(one, SUMS, TODAY)) for one in (bare, fuller)]
    assert orders[0].suggested_packs >= orders[1].suggested_packs


@given(supplies, st.integers(2, 5))
@settings(deadline=None, max_examples=25)
def test_more_demand_never_means_a_smaller_order(supply, factor):
    supply = replace(supply, lots=(), on_hand=max(supply.on_hand, Decimal(0)), reserved=Decimal(0))
    busier = Sums(history_of([day * factor for day in DAILY]))
    orders = [advise(supply, levels_of(supply, sums, TODAY)) for sums in (SUMS, busier)]
    assert orders[0].suggested_packs <= orders[1].suggested_packs


@given(supplies, st.integers(50, 98))
@settings(deadline=None, max_examples=60)
def test_more_service_never_means_lower_levels(supply, percent):
    low = levels_of(replace(supply, service_percent=percent), SUMS, TODAY).target
    high = levels_of(replace(supply, service_percent=percent + 1), SUMS, TODAY).target
    assert low.reorder_point <= high.reorder_point
    assert low.order_up_to <= high.order_up_to


def test_late_and_rare_deliveries_raise_the_levels():
    steady = levels_of(FLOUR, SUMS, TODAY)
    for change in (
        {"spread_days": Decimal(2)},
        {"late_days": Decimal("0.4")},
        {"delivery_weekdays": "1"},
    ):
        other = levels_of(replace(FLOUR, **change), SUMS, TODAY).target
        assert other.reorder_point > steady.target.reorder_point
    assert levels_of(replace(FLOUR, delivery_weekdays="4"), SUMS, MONDAY).lead_days == 3
    assert levels_of(replace(FLOUR, delivery_weekdays="4"), SUMS, MONDAY).cycle_days == 10


def test_a_lot_that_expires_before_it_is_used_is_no_stock():
    week = sum(WEEK)
    lots = (Lot(TODAY + timedelta(days=6), Decimal(3000)), Lot(date(2030, 1, 1), Decimal(500)))
    found = levels_of(replace(FLOUR, on_hand=Decimal(3500), lots=lots), SUMS, TODAY).expiring
    assert float(found) == pytest.approx(3000 - week, rel=0.1)


def test_what_expires_is_never_ordered_and_the_reason_says_so():
    fresh = replace(FLOUR, shelf_life_days=2, reorder_level=Decimal(5000), pack_size=Decimal(150))
    levels = levels_of(fresh, SUMS, TODAY)
    assert levels.target.order_up_to == levels.target.most < 1000
    assert advise(fresh, levels).suggested_packs == 2
    assert "It keeps 2 days" in levels.basis
    box = replace(fresh, pack_size=Decimal(2000))
    refused = advise(box, levels_of(box, SUMS, TODAY))
    assert refused.suggested_packs == 0
    assert "1 pack of 2 kg would expire before they are used" in refused.why


def test_the_reason_in_words():
    supply = replace(
        FLOUR, on_hand=Decimal(100), on_order=Decimal(50), margin=Decimal(2), unit_cost=Decimal(1)
    )
    advice = advise(supply, levels_of(supply, SUMS, TODAY))
    assert advice.why.startswith(
        "Order 3 packs of 500 g: 100 g on hand, 50 g on order, an order is"
    )
    for words in (
        "in 9 days, until what is ordered 7 days from now has come",
        f"by the {SUMS.method(FLOUR.ingredient_id)} over 112 days of trade",
        "in 99 of 100 such times (a g missing loses up to ₹2.00, one wasted ₹1.00)",
        "99% of past periods of 9 days stayed within it.",
    ):
        assert words in advice.why


@given(
    st.lists(amounts, min_size=40, max_size=80), st.integers(1, 20), st.lists(amounts, min_size=20)
)
@settings(deadline=None, max_examples=8)
def test_past_outlooks_know_nothing_of_later_days(daily, cut, later):
    known = [1.0, *map(float, daily)]
    changed = [*known[:-cut], *map(float, later[:cut])]
    one, two = (past_outlooks(choose(history_of(days))) for days in (known, changed))
    morning = SUMS.history.days[0].date() + timedelta(days=len(known) - cut)
    early = [frame[frame["made_on"] <= morning].reset_index(drop=True) for frame in (one, two)]
    assert len(early[0]) == (28 - cut + 1) * len(LENGTHS)
    pd.testing.assert_frame_equal(*early)
    values = one.drop(columns=["ingredient_id", "made_on"]).to_numpy(dtype=float)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values[:, 2:], axis=1) >= -1e-9).all(), "surer levels need more"
