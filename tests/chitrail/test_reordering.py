"""How much is ordered: whole packs, never too much to use, more for more demand, less for more stock."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail.reordering.deliveries import Rhythm
from chitrail.reordering.minimum import Wish, filled_to_minimum
from chitrail.reordering.packs import (
    Pack,
    Position,
    Target,
    packs_to_order,
    packs_with_room,
)
from chitrail.reordering.service_level import HIGHEST, LOWEST, service_level

amounts = st.decimals(0, 100_000, places=3)
stocks = st.decimals(-5_000, 200_000, places=3)
packs = st.builds(
    Pack,
    size=st.decimals("0.5", 5_000, places=3),
    minimum=st.decimals(0, 20, places=1),
    multiple=st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(3), Decimal(12)]),
)


@st.composite
def targets(draw):
    point, more, most = draw(amounts), draw(amounts), draw(amounts)
    return Target(point, point + more, most)


@given(targets(), stocks, packs)
def test_an_order_is_in_whole_steps_and_is_used_before_it_expires(target, stock, pack):
    ordered = packs_to_order(target, stock, pack)
    assert ordered >= 0
    assert ordered % pack.multiple == 0
    if ordered:
        assert ordered >= pack.minimum
        assert stock <= target.reorder_point
        assert stock + ordered * pack.size <= target.most
        before = ordered - pack.multiple
        assert before < pack.fewest or stock + before * pack.size < target.order_up_to


@given(targets(), stocks, amounts, packs)
def test_more_stock_never_means_more_packs(target, stock, more, pack):
    assert packs_to_order(target, stock + more, pack) <= packs_to_order(target, stock, pack)


@given(targets(), stocks, packs, st.decimals(1, 5, places=2))
def test_more_demand_never_means_fewer_packs(target, stock, pack, factor):
    stock = max(stock, Decimal(0))
    busier = Target(*(amount * factor for amount in vars(target).values()))
    assert packs_to_order(busier, stock, pack) >= packs_to_order(target, stock, pack)


def test_what_is_expiring_or_promised_does_not_count_and_what_is_coming_does():
    amounts = [Decimal(n) for n in (100, 20, 10, 40, 5)]
    assert Position(*amounts).counted == 115


wishes = st.lists(
    st.builds(
        lambda target, stock, pack, price: Wish(
            target, stock, pack, price, packs_to_order(target, stock, pack)
        ),
        targets(),
        stocks,
        packs,
        st.integers(0, 500_000),
    ),
    max_size=5,
)


@given(wishes, st.integers(0, 2_000_000))
def test_filling_up_reaches_the_minimum_or_changes_nothing(listed, minimum):
    filled = filled_to_minimum(listed, minimum)
    if filled != listed:
        assert sum(wish.cost_paise for wish in listed) < minimum
        assert sum(wish.cost_paise for wish in filled) >= minimum
        assert any(wish.packs for wish in listed)
    for before, after in zip(listed, filled, strict=True):
        assert after.packs >= before.packs
        assert after.packs % after.pack.multiple == 0
        if after.packs > before.packs:
            assert after.packs <= packs_with_room(after.target, after.position, after.pack)


def test_what_would_be_emptiest_is_filled_first():
    target, pack = Target(Decimal(10), Decimal(100), Decimal(200)), Pack(Decimal(10))
    due = Wish(target, Decimal(0), pack, 1000, Decimal(10))
    half = Wish(target, Decimal(50), pack, 1000, Decimal(0))
    full = Wish(target, Decimal(99), pack, 1000, Decimal(0))
    assert [w.packs for w in filled_to_minimum([due, half, full], 13_000)] == [10, 3, 0]
    assert [w.packs for w in filled_to_minimum([half, full], 13_000)] == [0, 0]


@pytest.mark.parametrize(
    ("margin", "cost", "cycle", "shelf", "level"),
    [
        (4.0, 2.0, 7, 7, 0.4975),  # all of it may be lost: 2 against 2.0077
        (40.0, 2.0, 7, 7, 0.9088),
        (4.0, 2.0, 7, None, 0.99),
        (None, 2.0, 7, 7, 0.95),
        (4.0, None, 7, 7, 0.95),
        (0.0, 2.0, 7, 7, 0.5),
    ],
)
def test_the_level_of_service_weighs_a_shortage_against_waste(margin, cost, cycle, shelf, level):
    expected = min(max(level, LOWEST), HIGHEST)
    assert service_level(margin, cost, cycle, shelf) == pytest.approx(expected, abs=1e-3)


money = st.floats(0, 1e6)


@given(money, money, money, st.integers(1, 90), st.none() | st.integers(1, 400))
def test_dearer_shortages_are_avoided_more(margin, more, cost, cycle, shelf):
    low = service_level(margin, cost, cycle, shelf)
    high = service_level(margin + more, cost, cycle, shelf)
    assert LOWEST <= low <= high <= HIGHEST


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(0, 60),
    st.frozensets(st.integers(1, 7)),
    st.integers(0, 30),
)
def test_what_is_ordered_later_never_comes_earlier(today, lead, weekdays, ordered_in):
    rhythm = Rhythm(lead, tuple(sorted(weekdays)))
    days = rhythm.days_until(today, ordered_in)
    assert lead + ordered_in <= days <= rhythm.days_until(today, ordered_in + 1)
    came = today + timedelta(days=days)
    assert not weekdays or came.isoweekday() in weekdays
