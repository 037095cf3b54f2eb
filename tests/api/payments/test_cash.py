"""Cash at the table: change, limits, and one winner among many."""

from concurrent.futures import ThreadPoolExecutor

import pytest


def test_cash_settles_the_order_and_gives_change(waiter, database):
    order = waiter.order("dal-makhani", "butter-naan")
    paid = waiter.post(
        "/api/payments/confirm-cash", {"order_id": order["id"], "tendered": "300.00"}
    ).json
    assert (paid["status"], paid["payment_method"], paid["amount"]) == (
        "COMPLETED",
        "CASH",
        order["total"],
    )
    assert (paid["tendered"], paid["change"], paid["confirmed_by"]) == ("300.00", "21.00", "Waiter")
    assert paid["confirmed_at"] == paid["completed_at"]
    row = database.execute(
        "SELECT settled_paise = total_paise FROM orders WHERE id = %s", (order["id"],)
    ).fetchone()
    assert row == (True,)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "280.00"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1e2"}, "amount"),
        ({"amount": 279}, "amount"),
        ({"tendered": "278.99"}, "tendered"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_amount_is_refused_by_field(waiter, database, body, field):
    order = waiter.order("dal-makhani", "butter-naan")
    refused = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"], **body})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field
    count = database.execute("SELECT count(*) FROM payments WHERE order_id = %s", (order["id"],))
    assert count.fetchone() == (0,)


def test_an_order_can_be_paid_in_parts(waiter):
    order = waiter.order("dal-makhani", "butter-naan")
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"], "amount": "100.00"})
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "179.00"
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "0.00"


def test_of_eight_waiters_one_wins_and_the_others_learn_of_it(waiter, database):
    order = waiter.order("lassi")
    body = {"order_id": order["id"]}
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: waiter.post("/api/payments/confirm-cash", body), range(8))
        )
    winners = [answer.json for answer in answers if answer.status_code == 200]
    losers = [answer.json for answer in answers if answer.status_code == 409]
    assert (len(winners), len(losers)) == (1, 7)
    assert {loser["payment"]["id"] for loser in losers} == {winners[0]["id"]}
    count = database.execute("SELECT count(*) FROM payments WHERE order_id = %s", (order["id"],))
    assert count.fetchone() == (1,)


def test_a_cook_takes_no_cash(cook, waiter):
    order = waiter.order("lassi")
    assert cook.post("/api/payments/confirm-cash", {"order_id": order["id"]}).status_code == 403
