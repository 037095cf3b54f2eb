"""When an ingredient will be gone, out of the ledger: this hour's pace and the same weekday of past weeks."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from api.alerts.kinds import KINDS
from api.alerts.watching import look
from api.database import Database
from api.inventory.running_out import predict
from api.inventory.warning import keep
from chitrail.ids import new_id
from tests.support.restaurant import OUTLET, add_recipe, ingredient_id

AT = datetime(2026, 3, 16, 13, 0, tzinfo=UTC)
"""Half past six of a Monday evening; the business day ends nine and a half hours later."""
THURSDAY = AT + timedelta(days=3)
_SOLD = """
INSERT INTO stock_movements (event_id, ingredient_id, outlet_id, kind, quantity, business_date, occurred_at)
VALUES (%s, %s, %s, 'SALE', %s, %s, %s)
"""


@pytest.fixture(scope="module")
def evening(settings):
    """evening() predicts as of AT."""
    database = Database(settings, application_name="test")

    def of():
        with database.at(OUTLET).transaction() as connection:
            told = predict(connection, OUTLET, AT)
        return told, {one.row.code: one for one in told.predicted}

    yield of
    database.dispose()


def level(database, code, on_hand):
    database.execute(
        "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, %s)"
        " ON CONFLICT (ingredient_id) DO UPDATE SET on_hand = excluded.on_hand",
        (ingredient_id(code), OUTLET, on_hand),
    )


def sell(database, code, weeks, minutes, grams, day=AT):
    """A sale at each of the minutes, in each of the weeks before; 0 is today."""
    for week in weeks:
        for minute in minutes:
            at = day - timedelta(weeks=week) + timedelta(minutes=minute)
            row = (new_id(), ingredient_id(code), OUTLET, -grams, at.date(), at)
            database.execute(_SOLD, row)


def test_what_is_gone_when_and_for_which_dishes(database, evening, waiter):
    add_recipe(database, "butter-naan", 1, {"butter": "20"})
    assert evening()[1] == {}
    level(database, "butter", 1200)
    sell(database, "butter", [0], range(-60, 0, 5), 20)
    told, found = evening()
    assert told.closes_at == datetime(2026, 3, 16, 22, 30, tzinfo=UTC)
    butter = found["butter"]
    assert butter.row.items == ["butter-naan", "dal-makhani"]
    assert butter.per_hour == 240
    # Sixty portions at one each five minutes.
    assert abs(butter.told.middle - (AT + timedelta(hours=5))) < timedelta(minutes=20)
    assert butter.told.low < butter.told.middle < butter.told.high

    # On Mondays the evening is three times as brisk from half past seven on, and ends at half past ten.
    weeks = range(1, 7)
    sell(database, "butter", weeks, range(-60, 60, 5), 20)
    sell(database, "butter", weeks, [minute / 3 for minute in range(180, 720, 5)], 20)
    sell(database, "butter", [9], range(-60, 600, 5), 1000)
    sell(database, "lentils", [1], range(-600, -60, 60), 50)
    told, found = evening()
    assert told.closes_at == AT + timedelta(hours=4)
    # An hour takes twelve portions; the other forty-eight go at three each five minutes.
    expected = AT + timedelta(hours=1, minutes=80)
    assert abs(found["butter"].told.middle - expected) < timedelta(minutes=10)
    assert found["butter"].told.high - found["butter"].told.low < timedelta(hours=2)
    assert found["butter"].told.chance > 0.9

    # Nothing of it is left to sell, or far more than can be sold.
    level(database, "butter", 0)
    assert evening()[1]["butter"].told.middle == AT
    level(database, "butter", 100_000)
    far = evening()[1]["butter"].told
    assert (far.low, far.middle, far.high) == (None, None, None)
    assert far.chance < 0.001
    database.execute("UPDATE ingredients SET limits_sale = false WHERE code = 'butter'")
    assert "butter" not in evening()[1]
    database.execute("UPDATE ingredients SET limits_sale = true WHERE code = 'butter'")

    shown = waiter.get("/api/inventory/run-out")
    assert shown.status_code == 200, shown.text
    assert all(0 <= float(one["chance"]) <= 1 for one in shown.json["ingredients"])


def test_a_warning_begins_once_a_day_and_ends_when_it_is_unlikely(database, settings, manager):
    house = Database(settings, application_name="test")

    def at(minutes, grams):
        """State of the alert after predicting with so much there."""
        level(database, "cream", grams)
        with house.at(OUTLET).transaction() as connection:
            keep(connection, OUTLET, THURSDAY + timedelta(minutes=minutes))
        # The days are past: the alert is of those whose closing is still to come.
        database.execute("UPDATE stock_run_outs SET closes_at = now() + interval '1 hour'")
        with house.everywhere().transaction() as connection:
            look(connection, KINDS["stock_running_out"])
        found = manager.get("/api/alerts?open=true&kind=stock_running_out").json["data"]
        return [alert["title"] for alert in found if alert["title"].startswith("Cream")]

    try:
        sell(database, "cream", [0], range(-60, 30, 5), 20, THURSDAY)
        assert at(0, 100_000) == []
        (title,) = at(1, 1200)
        assert re.fullmatch(r"Cream will be gone about 23:.. \(2.:.. to (0.:..|closing)\)", title)
        assert len(at(2, 2000)) == 1, "likely enough still"
        assert at(3, 100_000) == []
        assert at(4, 1200) == [], "once a day"
        assert at(5, 0) == []
        sell(database, "cream", [0], range(1440 - 60, 1440, 5), 20, THURSDAY)
        assert len(at(1440, 1200)) == 1
    finally:
        house.dispose()
