"""Festivals move a forecast as far as past ones show, and teach the usual days nothing."""

from datetime import date, timedelta

import numpy as np
import pytest

from pipelines.forecasting.choice import choose
from pipelines.forecasting.dishes import Dishes
from pipelines.forecasting.festivals import BY_THE_MOON, FIRST_YEAR, LAST_YEAR, festivals
from pipelines.forecasting.history import History
from pipelines.forecasting.plan import plan_outlet
from tests.pipelines.test_choice import WEEK, history

INDIA = festivals("Asia/Kolkata")
FIRST = date(2025, 1, 6)
DIWALI_2025, DIWALI_2026 = date(2025, 10, 20), date(2026, 11, 8)


def trade(until: date, busy: float, chance_of: int = 1) -> History:
    """Two dishes from January 2025 on, `busy` times as many on Diwali, as usual on other festivals."""
    days = (until - FIRST).days
    level = np.array([40.0, 15.0]) * WEEK[np.arange(days) % 7, None]
    for diwali in (DIWALI_2025, DIWALI_2026):
        if diwali < until:
            level[(diwali - FIRST).days] *= busy
    return history(np.random.default_rng(chance_of).poisson(level * 10) / 10)


def test_the_dates_are_those_of_the_government_of_india():
    names = {DIWALI_2025: "Diwali", DIWALI_2026: "Diwali", date(2026, 3, 4): "Holi"}
    assert {day: INDIA[day] for day in names} == names
    assert INDIA[date(2026, 8, 15)] == "Independence Day"
    assert all(len(days) == LAST_YEAR - FIRST_YEAR + 1 for days in BY_THE_MOON.values())
    assert festivals("Europe/Berlin") == {}


def test_a_past_festival_moves_the_next_half_as_far():
    past = trade(date(2026, 11, 2), busy=2.0)
    usual, told = choose(past).expected(14), choose(past, INDIA).expected(14)
    place = (DIWALI_2026 - date(2026, 11, 2)).days
    np.testing.assert_allclose(told[place] / usual[place], 1.5, atol=0.06)
    others = np.arange(14) != place
    np.testing.assert_allclose(told[others], usual[others], rtol=0.03)


def test_a_festival_like_any_day_changes_nothing():
    past = trade(date(2026, 11, 2), busy=1.0)
    choice = choose(past, INDIA)
    assert choice.effects.on(DIWALI_2026, past.last_date) == 1.0
    assert choice.effects.words(DIWALI_2026, past.last_date) == ""


def test_the_days_after_a_festival_are_not_taken_for_busier():
    past = trade(DIWALI_2026 + timedelta(days=1), busy=6.0)
    plain = trade(DIWALI_2026 + timedelta(days=1), busy=1.0)
    quiet = choose(plain, INDIA).expected(14)
    assert choose(past, INDIA).expected(14) == pytest.approx(quiet, rel=0.05)
    assert choose(past).expected(14).sum() > quiet.sum() * 1.1


def test_an_effect_is_known_only_after_it_was_seen():
    effects = choose(trade(date(2026, 11, 20), busy=2.0), INDIA).effects
    assert effects.on(DIWALI_2026, DIWALI_2025 - timedelta(days=1)) == 1.0
    once = effects.on(DIWALI_2026, DIWALI_2026 - timedelta(days=1))
    assert once == pytest.approx(1.5, abs=0.06)
    assert effects.on(date(2027, 10, 29), date(2027, 10, 1)) > once


def test_the_plan_says_so():
    past = trade(date(2026, 11, 2), busy=2.0)
    dishes = Dishes(past, np.array([[100.0], [50.0]]), ["rice"], calendar=INDIA)
    plan = plan_outlet("shop", dishes, {}, [], today=date(2026, 11, 2))
    rows = {row[2]: row for row in plan.ingredients}
    assert "Diwali: 1." in rows[DIWALI_2026][8]
    assert "by 1 past" in rows[DIWALI_2026][8]
    portions = {row[1]: float(row[3]) for row in plan.items if row[2] == DIWALI_2026}
    used = portions["item-0"] * 100 + portions["item-1"] * 50
    assert float(rows[DIWALI_2026][3]) == pytest.approx(used, abs=0.2)
