"""The replay of a month: nothing appears or vanishes, and nothing later than the morning is looked at."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitrail.reordering.outlook import SERVICES, Outlook, Stretch
from chitrail.reordering.policies import POLICIES, Choices
from chitrail.reordering.replay import Case, Outcome, replay
from chitrail.reordering.shelf import Shelf
from chitrail.reordering.supply import Supply

FIRST = date(2026, 6, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(28)]
amounts = st.floats(0, 500).map(lambda x: round(x, 3))
demands = st.lists(amounts, min_size=28, max_size=28)


def outlooks(daily: float, spread: float = 0.3) -> list[Outlook]:
    """The same expectation every morning; busy times use so much more."""
    z = (0.0, 0.25, 0.52, 0.84, 1.28, 1.645, 2.05, 2.33)
    stretches = [
        Stretch(n, daily * n, tuple(one * spread * daily * n**0.5 for one in z))
        for n in (1, 2, 3, 5, 7, 9, 14, 21, 35)
    ]
    return [Outlook(day, stretches) for day in DAYS]


FLOUR = Supply(
    *("f", "flour", "Flour", "g", "mill", "Mill", "item", Decimal(500)),
    price=Decimal(50),
    unit_cost=Decimal("0.1"),
    margin=Decimal(1),
)
supplies = st.builds(
    lambda pack, lead, weekdays, shelf, review: Supply(
        *("f", "flour", "Flour", "g", "mill", "Mill", "item", pack),
        lead_time_days=lead,
        delivery_weekdays=weekdays,
        shelf_life_days=shelf,
        review_days=review,
        unit_cost=Decimal("0.1"),
        margin=Decimal(1),
    ),
    st.decimals(10, 800, places=1),
    st.integers(0, 5),
    st.sampled_from(["", "1,4", "2"]),
    st.none() | st.integers(2, 20),
    st.integers(1, 10),
)


def run(name: str, case: Case, choices: Choices | None = None) -> Outcome:
    return replay(name, POLICIES[name], [case], DAYS, choices or Choices())


@pytest.mark.parametrize("name", POLICIES)
@given(supply=supplies, demand=demands, opening=amounts)
@settings(deadline=None, max_examples=25)
def test_what_came_is_used_thrown_away_or_there(name, supply, demand, opening):
    daily = sum(demand) / 28
    found = run(name, Case(supply, opening, demand, outlooks(daily)))
    assert 0 <= found.fill_rate <= 1 + 1e-9
    assert found.used + found.missing == pytest.approx(sum(demand) * 0.1, abs=1e-6)
    coming_at_most = opening * 0.1 + found.bought + 1  # prices are rounded to the paisa by pack
    assert found.used + found.wasted <= coming_at_most * 1.01
    assert min(found.stock_values) >= 0
    assert len(found.stock_values) == 28
    assert found.total(0) <= found.total(100)


@given(demands, demands, st.integers(0, 27))
@settings(deadline=None, max_examples=25)
def test_no_look_ahead(demand, other, cut):
    """Property: what follows a day changes nothing of the evenings before it."""
    changed = [*demand[:cut], *other[cut:]]
    for name in POLICIES:
        one, two = (run(name, Case(FLOUR, 500, use, outlooks(150))) for use in (demand, changed))
        assert one.stock_values[:cut] == two.stock_values[:cut]


def test_asking_for_more_service_keeps_more_and_misses_less():
    demand = [100.0, 90, 110, 120, 150, 320, 280] * 4
    rows = [
        run("Forecast", Case(FLOUR, 800, demand, outlooks(167)), Choices(service_percent=percent))
        for percent in (50, 80, 95, 99)
    ]
    assert sorted(row.mean_stock for row in rows) == [row.mean_stock for row in rows]
    missing = [row.missing for row in rows]
    assert sorted(missing, reverse=True) == missing
    assert rows[-1].fill_rate > 0.99


def test_ordering_more_often_keeps_less():
    demand = [167.0] * 28
    weekly, daily = (
        run("Forecast", Case(FLOUR, 800, demand, outlooks(167)), Choices(review_days=days))
        for days in (7, 1)
    )
    assert daily.orders > weekly.orders
    assert daily.mean_stock < weekly.mean_stock


def test_what_keeps_two_days_is_not_kept_longer():
    fresh = Supply(**{**vars(FLOUR), "shelf_life_days": 3, "pack_size": Decimal(10)})
    found = run("Forecast", Case(fresh, 0, [167.0] * 28, outlooks(167)))
    par = run("Par level", Case(fresh, 0, [167.0] * 28, outlooks(167)))
    assert found.wasted < par.wasted / 5
    assert max(found.stock_values) <= 167 * 5 * 0.1


def test_a_supplier_with_a_minimum_is_ordered_from_less_often():
    case = Case(FLOUR, 0, [167.0] * 28, outlooks(167))
    small = run("Forecast", case, Choices(review_days=1))
    large = replay(
        "Forecast",
        POLICIES["Forecast"],
        [Case(FLOUR, 0, case.demand, case.outlooks, minimum_order=Decimal(300))],
        DAYS,
        Choices(review_days=1),
    )
    assert large.orders < small.orders


def test_first_to_expire_is_used_first():
    shelf = Shelf(None, [(FIRST, 5.0), (FIRST + timedelta(days=3), 5.0)])
    assert shelf.use(6) == 0
    assert shelf.lots == [(FIRST + timedelta(days=3), 4.0)]
    assert shelf.use(6) == 2
    assert shelf.throw_away(FIRST) == 0


@given(st.integers(1, 80), st.floats(0.5, 0.99))
def test_longer_times_and_surer_levels_need_more(days, service):
    one: Sequence[Outlook] = outlooks(100)
    assert one[0].mean("f", days) < one[0].mean("f", days + 1)
    assert one[0].above("f", days, service) <= one[0].above("f", days + 1, service) + 1e-9
    assert one[0].above("f", days, service) <= one[0].above("f", days, min(service + 0.01, 0.99))
    assert one[0].mean("f", 35) == pytest.approx(3500)
    assert len(SERVICES) == len(one[0].stretches[0].above)
