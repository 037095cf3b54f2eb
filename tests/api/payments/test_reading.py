"""Lists, filters, pages and daily statistics."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from api.app import create_app
from chitrail.clock import business_date, now
from tests.support.ports import free_port

FIELDS = {
    "id",
    "order_id",
    "amount",
    "payment_method",
    "status",
    "razorpay_order_id",
    "razorpay_payment_id",
    "confirmed_by",
    "confirmed_at",
}


@pytest.fixture(scope="module")
def trade(waiter, manager):
    """Three cash payments, one of them refunded in part."""
    paid = []
    for dishes in (["lassi"], ["soda"], ["dal-makhani"]):
        order = waiter.order(*dishes)
        paid.append(waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json)
    manager.post(f"/api/payments/{paid[0]['id']}/refunds", {"reason": "cold", "amount": "5.00"})
    return paid


def test_a_payment_has_the_fields_integrators_rely_on(waiter, trade):
    listed = waiter.get(f"/api/payments?order_id={trade[0]['order_id']}").json["data"]
    assert set(listed[0]) >= FIELDS
    assert waiter.get(f"/api/payments/{trade[0]['id']}").json == listed[0]


def test_pages_by_cursor_hold_every_payment_once_while_others_arrive(waiter, trade):
    seen, path = [], "/api/payments?limit=2"
    while path:
        page = waiter.get(path).json
        seen += [payment["id"] for payment in page["data"]]
        following = page["page"]["next"]
        path = f"/api/payments?limit=2&cursor={following}" if following else ""
        if len(seen) == 2:
            extra = waiter.order("soda")
            waiter.post("/api/payments/confirm-cash", {"order_id": extra["id"]})
    assert len(seen) == len(set(seen))
    assert {payment["id"] for payment in trade} <= set(seen)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "offset=-1", "status=PAID", "cursor=x", "x=1"]
)
def test_a_bad_query_is_refused(waiter, query):
    assert waiter.get(f"/api/payments?{query}").status_code == 422


def test_daily_statistics_add_up(manager, trade, database):
    day = business_date(now(), "Asia/Kolkata", 4)
    body = manager.get(f"/api/payments/stats/daily?date={day}").json
    (cash,) = [row for row in body["data"] if row["payment_method"] == "CASH"]
    expected = database.execute(
        "SELECT count(*), sum(amount_paise) FROM payments WHERE payment_method = 'CASH'"
        " AND status <> 'FAILED' AND outlet_id = 'spice-lane'"
    ).fetchone()
    assert (cash["count"], Decimal(cash["gross"]) * 100) == expected
    assert cash["refunds"] == "5.00"
    assert Decimal(cash["net"]) == Decimal(cash["gross"]) - Decimal("5.00")
    assert sum(Decimal(row["share"]) for row in body["data"]) == 1


def test_a_payment_without_a_method_is_shown_as_unknown(manager, trade, database):
    database.execute(
        """INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, payment_method,
             status, source, created_at, completed_at)
           SELECT gen_random_uuid(), id, outlet_id, '2020-02-02', 12345, NULL, 'COMPLETED',
             'import:test', now(), now() FROM orders LIMIT 1"""
    )
    rows = manager.get("/api/payments/stats/daily?from=2020-02-01&to=2020-02-03").json["data"]
    assert [(row["payment_method"], row["gross"]) for row in rows] == [("UNKNOWN", "123.45")]


def test_a_range_is_bounded_and_in_order(manager):
    day = now().date()
    long_ago = day - timedelta(days=366)
    assert manager.get(f"/api/payments/stats/daily?from={long_ago}&to={day}").status_code == 422
    assert manager.get(f"/api/payments/stats/daily?from={day}&to={long_ago}").status_code == 422
    assert manager.get("/api/payments/stats/daily?date=2026-13-01").status_code == 422


def test_health_says_which_part_is_away(settings):
    url = f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/gone"
    app = create_app(replace(settings, database_url=url))
    answer = app.test_client().get("/api/payments/health")
    assert answer.status_code == 200
    health = answer.get_json()
    assert (health["status"], health["database"]) == ("degraded", "unavailable")
