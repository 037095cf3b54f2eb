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


def test_a_tip_comes_on_top_and_is_owed_to_the_staff(waiter, database):
    order = waiter.order("dal-makhani", "butter-naan")
    body = {"order_id": order["id"], "tip": "21.00", "tendered": "500.00"}
    paid = waiter.post("/api/payments/confirm-cash", body).json
    assert (paid["amount"], paid["applied"], paid["tip"]) == ("300.00", "279.00", "21.00")
    assert paid["change"] == "200.00"
    assert waiter.get(f"/api/orders/{order['id']}").json["settled"] == "279.00"
    assert entries(database, paid) == {"CASH": 30000, "ORDERS": -27900, "TIPS": -2100}


def test_cash_is_rounded_to_the_rupee_and_the_rounding_is_booked(waiter, database):
    order = waiter.order("dal-makhani", "butter-naan")
    body = {"order_id": order["id"], "amount": "100.37"}
    paid = waiter.post("/api/payments/confirm-cash", body).json
    assert (paid["amount"], paid["applied"], paid["rounding"]) == ("100.00", "100.37", "-0.37")
    assert entries(database, paid) == {"CASH": 10000, "ORDERS": -10037, "ROUNDING": 37}
    rest = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json
    assert (rest["amount"], rest["applied"], rest["rounding"]) == ("179.00", "178.63", "0.37")
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "0.00"


def test_a_rest_that_nobody_could_pay_is_refused(waiter):
    order = waiter.order("dal-makhani", "butter-naan")
    for path in ("confirm-cash", "create-razorpay-order"):
        body = {"order_id": order["id"], "amount": "278.50"}
        refused = waiter.post(f"/api/payments/{path}", body)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "amount")
        assert "0.50" in refused.json["detail"]


def test_cash_goes_into_the_open_drawer_and_comes_out_again(waiter, manager, database):
    order = waiter.order("lassi")
    unknown = {"order_id": order["id"], "drawer": "garden"}
    refused = waiter.post("/api/payments/confirm-cash", unknown)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "drawer")
    database.execute(
        """INSERT INTO drawer_shifts (id, outlet_id, drawer, z_number, business_date, float_paise,
             opened_by, opened_at) VALUES
           ('00000000-0000-4000-8000-000000000001', 'spice-lane', 'garden', 1, '2026-01-01', 0, 'x', now())"""
    )
    paid = waiter.post("/api/payments/confirm-cash", unknown).json
    assert paid["shift_id"] == "00000000-0000-4000-8000-000000000001"
    back = manager.post(f"/api/payments/{paid['id']}/refunds", {"reason": "cold", "amount": "5.00"})
    assert back.status_code == 201
    moved = database.execute(
        "SELECT seq, kind, amount_paise FROM drawer_movements WHERE shift_id = %s ORDER BY seq",
        (paid["shift_id"],),
    ).fetchall()
    assert moved == [(1, "SALE", 9500), (2, "REFUND", -500)]


def test_cash_goes_back_in_whole_rupees(waiter, manager):
    order = waiter.order("lassi")
    paid = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json
    body = {"reason": "cold", "amount": "5.50"}
    refused = manager.post(f"/api/payments/{paid['id']}/refunds", body)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "amount")


def entries(database, payment):
    """What the ledger says of a payment: paise by account."""
    return dict(
        database.execute(
            "SELECT account, amount_paise FROM ledger_entries e JOIN ledger_transactions t"
            " ON t.id = e.transaction_id WHERE t.kind = 'PAYMENT' AND t.source_id = %s",
            (payment["id"],),
        ).fetchall()
    )
