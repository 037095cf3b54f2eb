"""Days on which a dish was sold out count as what would have been sold."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from chitrail.clock import now
from chitrail.ids import new_id
from pipelines.forecasting.censoring import SLOTS, Outage, hours_of, missed, uncensored
from pipelines.forecasting.choice import choose
from pipelines.forecasting.dishes import Outlet, dishes_of
from pipelines.partitions import day_under_way
from tests.pipelines.test_choice import WEEK, history

HOURS = np.array([0.0] * 16 + [1, 3, 4, 3, 2, 1, 1, 1, 2, 4, 6, 7, 6, 5, 3, 1] + [0] * 16)
EVENING = HOURS / HOURS.sum()


def start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_simulated_sell_outs_bias_the_forecast_far_less():
    """Guests come by the hour; on most busy days a fixed number of portions does not suffice."""
    chance = np.random.default_rng(4)
    days, levels, made = 140, np.array([30.0, 55.0, 18.0]), np.array([32, 60, 22])
    asked = np.zeros((days, 3))
    sold, out, portions = asked.copy(), {}, np.zeros((3, SLOTS))
    full = history(asked)
    for row, day in enumerate(full.dates):
        for place in range(3):
            coming = chance.poisson(levels[place] * WEEK[row % 7] * EVENING)
            asked[row, place] = coming.sum()
            left, missing = int(made[place]), np.zeros(SLOTS)
            for slot, count in enumerate(coming):
                missing[slot] = 0.0 if count < left else 1 - left / max(count, 1)
                left = max(left - count, 0)
            sold[row, place] = min(asked[row, place], made[place])
            if missing[HOURS > 0].any():
                out[f"item-{place}", day] = missing
            else:
                portions[place] += coming
    found = uncensored(history(sold), hours_of(portions), out)
    true = levels.sum() * WEEK.sum() * 2
    naive, mended = (
        choose(one).expected(14).sum() / true - 1 for one in (history(sold), found.history)
    )
    print(f"bias of forecasts: sales {naive:.3f}, uncensored {mended:.3f}, of {len(out)} sell-outs")
    assert len(out) > 80
    assert naive < -0.10
    assert abs(mended) < 0.04


@given(st.integers(0, 40), st.floats(0, 23.5), st.floats(0.1, 60))
def test_hours_missed_are_the_hours_of_the_outage(offset, hour, length):
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(45)]
    starts = {day: start_of(day) for day in days}
    began = start_of(days[offset]) + timedelta(hours=hour)
    ended = began + timedelta(hours=length)
    out = missed([Outage("dosa", began, ended)], starts)
    inside = min(ended, start_of(days[-1]) + timedelta(days=1)) - began
    assert sum(parts.sum() for parts in out.values()) / 2 == pytest.approx(
        inside / timedelta(hours=1)
    )
    assert all((parts >= 0).all() and (parts <= 1).all() for parts in out.values())


def test_a_day_of_which_too_little_is_left_is_missing():
    sold = np.full((30, 2), 10.0)
    past = history(sold)
    early, late = (
        np.where(np.arange(SLOTS) < 25, 0.0, 1.0),
        np.where(np.arange(SLOTS) < 18, 0.0, 1.0),
    )
    out = {("item-0", past.dates[3]): early, ("item-0", past.dates[4]): late}
    found = uncensored(past, np.tile(EVENING, (2, 1)), out)
    there = EVENING[:25].sum()
    assert there > 0.35 > EVENING[:18].sum()
    assert found.history.quantity[3, 0] == pytest.approx(10 / there)
    assert np.isnan(found.history.quantity[4, 0])
    assert (found.history.quantity[:, 1] == 10).all()
    assert found.estimated == {"item-0": 2}


def test_outages_are_read_from_the_events(trade, warehouse):
    today = day_under_way(now())
    naan = trade.item("naan")
    for ago in range(60, 0, -1):
        trade.order(today - timedelta(days=ago), naan, 6)
    day = today - timedelta(days=3)
    shop = Outlet("shop", "Asia/Kolkata", 4)
    noon = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    moments = [(noon - timedelta(hours=1), "SOLD_OUT"), (noon + timedelta(hours=8), None)]
    for number, (at, because) in enumerate(moments, start=900):
        data = {
            "item_id": str(naan),
            "because": because,
            "changed_at": at.isoformat(),
            "until": None,
        }
        trade.connection.execute(
            """INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
               VALUES (%s, 'shop', 'menu.item_availability_changed', %s, %s, 'shop', %s)""",
            (new_id(), str(naan), number, Jsonb({"data": data})),
        )
    warehouse.update()
    with warehouse.open() as connection:
        ((began, ended),) = connection.execute(
            "SELECT epoch(began_at), epoch(ended_at) FROM raw_item_outages"
        ).fetchall()
        assert (began, ended) == (moments[0][0].timestamp(), moments[1][0].timestamp())
        days = [today - timedelta(days=ago) for ago in range(60, 0, -1)]
        dishes = dishes_of(connection, shop, days, now())
    assert dishes is not None
    assert dishes.estimated == {str(naan): 1}
    quantity = dishes.history.quantity[:, 0]
    assert np.isnan(quantity[-3]), "out at noon, when all is sold"
    assert np.nanmin(quantity) == np.nanmax(quantity) == 6
