"""Payments from the till to the warehouse: the same day in both, and every day as it was once known."""

from decimal import Decimal

import pytest

from api.app import create_app
from chitrail.settings import Settings
from tests.support import restaurant
from tests.support.restaurant import Caller
from tests.support.settings import environment

AS_KNOWN = """
    SELECT payment_business_date, payment_method, sum(amount)
    FROM fct_money_movement
    WHERE known_at <= ?
    GROUP BY ALL
    ORDER BY ALL"""
SHARED = (
    "payment_count",
    "failed_count",
    "gross",
    "tips",
    "surplus",
    "refunds",
    "refunded_of_day",
    "net",
)


@pytest.fixture
def till(database_url, tmp_path):
    """The API on this test's database, as a manager uses it."""
    restaurant.build(database_url)
    app = create_app(Settings.from_env(environment(database_url, tmp_path)))
    yield Caller(app, restaurant.actor("manager"))
    app.extensions["database"].dispose()


def cash(till, *dishes, **more):
    order = till.order(*dishes)
    answer = till.post("/api/payments/confirm-cash", {"order_id": order["id"], **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def refund(till, payment, amount):
    body = {"reason": "cold", "amount": amount}
    answer = till.post(f"/api/payments/{payment['id']}/refunds", body)
    assert answer.status_code == 201, answer.text


def test_statistics_of_a_day_are_the_warehouses(till, warehouse):
    cash(till, "dal-makhani", tip="20.00")
    refund(till, cash(till, "lassi"), "50.00")
    warehouse.update()
    (live,) = till.get("/api/payments/stats/daily").json["data"]
    columns = ", ".join(SHARED)
    (stored,) = warehouse.rows(
        f"SELECT {columns} FROM mart_daily_payment_method WHERE business_date = ?",  # noqa: S608
        live["business_date"],
    )
    renamed = {"payment_count": "count"}
    shown = [Decimal(live[renamed.get(name, name)]) for name in SHARED]
    assert shown == list(stored)


def test_a_late_refund_restates_the_day_and_the_day_as_it_was_known_stays(till, warehouse, connect):
    paid = cash(till, "dal-makhani")
    before = connect().execute("SELECT clock_timestamp()").fetchone()[0]
    warehouse.update()
    refund(till, paid, "100.00")
    after = connect().execute("SELECT clock_timestamp()").fetchone()[0]
    warehouse.update()
    amount = Decimal(paid["amount"])
    day = warehouse.rows("SELECT DISTINCT payment_business_date FROM fct_money_movement")[0][0]
    assert warehouse.rows(AS_KNOWN, before) == [(day, "CASH", amount)]
    assert warehouse.rows(AS_KNOWN, after) == [(day, "CASH", amount - 100)]
    assert warehouse.rows("SELECT refunded_of_day FROM mart_daily_payment_method") == [
        (Decimal("100.00"),)
    ]


def test_the_ledger_is_taken_apart_into_sale_tip_and_rounding(till, warehouse):
    cash(till, "dal-makhani", amount="100.37", tip="5.00")
    warehouse.update()
    query = "SELECT amount, sale, tip, rounding, surplus FROM fct_money_movement"
    expected = ("105.00", "100.37", "5.00", "-0.37", "0.00")
    assert warehouse.rows(query) == [tuple(Decimal(value) for value in expected)]
