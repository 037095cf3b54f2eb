"""How often the interval holds what comes: evenings made up by a model the prediction does not know."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.inventory.forecasting import HIGH, LOW, SLOT, Use, run_out

AT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
SLOTS = 12
SHAPE = [5, 7, 9, 12, 15, 17, 17, 15, 12, 9, 6, 4, 2, 1]
"""Orders of a half-hour on a usual evening: two slots past, twelve to come."""
GRAMS = 90


def evening(chance, pace):
    """(minute, grams) of each sale; minute 0 is `AT`, the first hour lies before it."""
    sold = []
    for slot, usual in enumerate(SHAPE):
        minute = 30.0 * slot
        while True:
            minute += chance.expovariate(pace * usual / 30)
            if minute >= 30 * (slot + 1):
                break
            sold.append((minute - 60, GRAMS * chance.choice((1, 1, 1, 2, 2, 3))))
    return sold


def slots_of(evenings):
    mean = [0.0] * len(SHAPE)
    for sold in evenings:
        for minute, grams in sold:
            mean[int((minute + 60) // 30)] += grams / len(evenings)
    return mean


def known(history, today, left, chance):
    sizes = [grams for sold in (*history, [s for s in today if s[0] < 0]) for _, grams in sold]
    return Use(
        left=left,
        recent=sum(grams for minute, grams in today if minute < 0),
        usual=slots_of(history) if history else [],
        squares=float(sum(size**2 for size in sizes)),
        total=float(sum(sizes)),
    )


def gone_at(today, left):
    for minute, grams in today:
        if minute >= 0:
            left -= grams
            if left <= 0:
                return AT + timedelta(minutes=minute)
    return None


def coverage(weeks, seed, spread, rounds=400):
    """Shares of evenings on which it was gone before the interval, in it, and after it."""
    chance = random.Random(seed)
    before = within = after = 0
    for _ in range(rounds):
        history = [evening(chance, chance.lognormvariate(0, spread)) for _ in range(weeks)]
        today = evening(chance, chance.lognormvariate(0, spread))
        left = GRAMS * chance.randint(10, 70)
        told = run_out(known(history, today, left, chance), AT, SLOTS)
        gone = gone_at(today, left)
        late = gone or datetime.max.replace(tzinfo=UTC)
        if told.low is None or late < told.low:
            if told.low is None and gone is None:
                within += 1
            else:
                before += 1
        elif told.high is None or late <= told.high:
            within += 1
        else:
            after += 1
    return before / rounds, within / rounds, after / rounds


@pytest.mark.parametrize("seed", [1, 2])
def test_with_history_four_of_five_are_within(seed):
    before, within, after = coverage(weeks=6, seed=seed, spread=0.3)
    print(f"coverage with history: before {before:.3f}, within {within:.3f}, after {after:.3f}")
    assert HIGH - LOW - 0.08 <= within <= HIGH - LOW + 0.14
    assert max(before, after) <= 0.18


def test_by_the_rate_alone_when_trade_is_even():
    chance = random.Random(3)
    within = 0
    for _ in range(400):
        sold, minute = [], -60.0
        while minute < 400:
            minute += chance.expovariate(0.4)
            sold.append((minute, GRAMS))
        left = GRAMS * chance.randint(5, 60)
        told = run_out(known([], sold, left, chance), AT, SLOTS)
        within += told.low <= gone_at(sold, left) <= (told.high or datetime.max.replace(tzinfo=UTC))
    assert 0.72 <= within / 400 <= 0.9


amounts = st.floats(0, 10_000)


@given(
    left=amounts,
    recent=amounts,
    usual=st.lists(st.floats(0, 5_000), max_size=20),
    lump=st.floats(1, 500),
)
def test_whatever_is_known_the_answer_is_in_order(left, recent, usual, lump):
    total = recent + sum(usual)
    told = run_out(Use(left, recent, usual, lump * total, total), AT, SLOTS)
    if total == 0:
        assert told is None
        return
    end = AT + SLOT * SLOTS
    instants = [end if one is None else one for one in (told.low, told.middle, told.high)]
    assert AT <= instants[0] <= instants[1] <= instants[2] <= end
    assert 0 <= told.chance <= 1
    assert not math.isnan(told.chance)
    assert (told.middle is None) == (told.chance < 0.5) or told.chance == pytest.approx(0.5)


@given(left=st.floats(1, 5_000), more=st.floats(1, 5_000))
def test_more_lasts_longer(left, more):
    usual = [grams * 100.0 for grams in SHAPE]

    def chance(there):
        return run_out(Use(there, 900.0, usual, 9e6, 1e5), AT, SLOTS).chance

    assert chance(left + more) <= chance(left)
