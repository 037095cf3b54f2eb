"""Refunds: never more than was paid, through the way the money came, once per key."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chitrail.ids import new_id


@pytest.fixture
def paid_cash(waiter):
    order = waiter.order("dal-makhani", "butter-naan")
    return waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json


@pytest.fixture
def paid_online(waiter, sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    return waiter.post("/api/payments/verify-razorpay", signed).json


def refund(caller, payment, amount=None, key=""):
    body = {"reason": "cold dish", **({"amount": amount} if amount else {})}
    return caller.post(f"/api/payments/{payment['id']}/refunds", body, key=key)


def test_cash_goes_back_in_parts_until_nothing_is_left(manager, paid_cash, database):
    part = refund(manager, paid_cash, "100.00")
    assert (part.status_code, part.json["status"], part.json["amount"]) == (
        201,
        "PROCESSED",
        "100.00",
    )
    assert manager.get(f"/api/payments/{paid_cash['id']}").json["status"] == "PARTIALLY_REFUNDED"
    too_much = refund(manager, paid_cash, "179.01")
    assert (too_much.status_code, too_much.json["errors"][0]["field"]) == (422, "amount")
    assert refund(manager, paid_cash).json["amount"] == "179.00"
    assert manager.get(f"/api/payments/{paid_cash['id']}").json["status"] == "REFUNDED"
    assert refund(manager, paid_cash).json["code"] == "not-refundable"
    order = manager.get(f"/api/orders/{paid_cash['order_id']}").json
    assert order["refunded"] == "279.00"
    listed = manager.get(f"/api/payments/{paid_cash['id']}/refunds").json["data"]
    assert [item["amount"] for item in listed] == ["100.00", "179.00"]
    topics = database.execute(
        "SELECT topic FROM outbox WHERE aggregate_id = %s ORDER BY sequence", (paid_cash["id"],)
    ).fetchall()
    assert [topic for (topic,) in topics[2:]] == ["payment.refund", "payment.refund"]


def test_an_online_payment_goes_back_through_the_gateway(manager, sandbox, paid_online):
    done = refund(manager, paid_online, "79.00").json
    at_gateway = sandbox.sdk.refund.fetch(done["razorpay_refund_id"])
    assert (at_gateway["amount"], at_gateway["payment_id"]) == (
        7900,
        paid_online["razorpay_payment_id"],
    )


def test_the_same_key_refunds_once(manager, sandbox, paid_online):
    key = str(new_id())
    first, again = (
        refund(manager, paid_online, "10.00", key),
        refund(manager, paid_online, "10.00", key),
    )
    assert again.data == first.data
    payment = sandbox.sdk.payment.fetch(paid_online["razorpay_payment_id"])
    assert payment["amount_refunded"] == 1000


def test_eight_racing_refunds_never_exceed_the_payment(manager, sandbox, paid_online):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refund(manager, paid_online, "160.00"), range(8)))
    assert sorted(answer.status_code for answer in answers)[:1] == [201]
    assert sum(answer.status_code == 201 for answer in answers) == 1
    payment = sandbox.sdk.payment.fetch(paid_online["razorpay_payment_id"])
    assert payment["amount_refunded"] == 16000


def test_a_gateway_that_is_away_keeps_the_amount_reserved_and_the_key_resumes(
    manager, sandbox, paid_online, database
):
    key = str(new_id())
    sandbox.program.kill()
    try:
        assert refund(manager, paid_online, "50.00", key).status_code == 502
        left = refund(manager, paid_online, "279.00")
        assert left.status_code == 422
    finally:
        sandbox.start()
    assert refund(manager, paid_online, "50.00", key).status_code == 201
    row = database.execute(
        "SELECT refunded_paise, refund_pending_paise FROM payments WHERE id = %s",
        (paid_online["id"],),
    ).fetchone()
    assert row == (5000, 0)
    payment = sandbox.sdk.payment.fetch(paid_online["razorpay_payment_id"])
    assert payment["amount_refunded"] == 5000


def test_only_management_refunds(waiter, paid_cash):
    assert refund(waiter, paid_cash, "1.00").status_code == 403
