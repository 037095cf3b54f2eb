"""Online payments: begun, paid at the sandbox, verified; once, whatever happens at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET
from tests.support.webhooks import delivered


def topics(database, payment):
    rows = database.execute(
        "SELECT topic FROM outbox WHERE aggregate_id = %s ORDER BY sequence", (payment["id"],)
    )
    return [row[0] for row in rows]


def settled(database, payment):
    query = "SELECT settled_paise, total_paise FROM orders WHERE id = %s"
    return database.execute(query, (payment["order_id"],)).fetchone()


def test_an_order_is_begun_paid_and_verified(waiter, sandbox, database, begun):
    assert (begun["status"], begun["payment_method"], begun["amount"]) == (
        "PROCESSING",
        "RAZORPAY",
        "279.00",
    )
    assert begun["amount_paise"] == 27900
    at_gateway = sandbox.sdk.order.fetch(begun["razorpay_order_id"])
    assert (at_gateway["amount"], at_gateway["receipt"]) == (27900, begun["id"].replace("-", ""))
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    paid = waiter.post("/api/payments/verify-razorpay", signed).json
    assert (paid["status"], paid["razorpay_payment_id"]) == (
        "COMPLETED",
        signed["razorpay_payment_id"],
    )
    assert topics(database, begun) == ["payment.created", "payment.completed"]
    assert settled(database, begun) == (27900, 27900)
    order = waiter.get(f"/api/orders/{begun['order_id']}").json
    assert (order["settled"], order["due"]) == ("279.00", "0.00")


def test_beginning_again_gives_the_open_attempt(waiter, sandbox, begun):
    again = waiter.post("/api/payments/create-razorpay-order", {"order_id": begun["order_id"]}).json
    assert again["razorpay_order_id"] == begun["razorpay_order_id"]
    other = waiter.post(
        "/api/payments/create-razorpay-order", {"order_id": begun["order_id"], "amount": "10.00"}
    )
    assert (other.status_code, other.json["code"]) == (409, "attempt-open")


def test_the_same_key_begins_one_payment_only(waiter, sandbox, database):
    order, key = waiter.order("lassi"), str(new_id())
    body = {"order_id": order["id"]}

    def begin(_):
        return waiter.post("/api/payments/create-razorpay-order", body, key=key)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(begin, range(8)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    again = begin(None)
    assert again.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    count = database.execute("SELECT count(*) FROM payments WHERE order_id = %s", (order["id"],))
    assert count.fetchone() == (1,)
    receipts = sandbox.sdk.order.all({"receipt": again.json["id"].replace("-", "")})
    assert receipts["count"] == 1


@pytest.mark.parametrize("forged", ["0" * 64, "", "é" * 64])
def test_a_forged_signature_changes_nothing(waiter, sandbox, database, begun, forged):
    signed = {**sandbox.pay(begun["razorpay_order_id"]).json(), "razorpay_signature": forged}
    refused = waiter.post("/api/payments/verify-razorpay", signed)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "razorpay_signature"
    assert topics(database, begun) == ["payment.created"]


def test_a_signature_for_another_order_is_refused(waiter, sandbox, database, begun):
    other = waiter.order("soda")
    second = waiter.post("/api/payments/create-razorpay-order", {"order_id": other["id"]}).json
    signed = sandbox.pay(second["razorpay_order_id"]).json()
    mixed = {**signed, "razorpay_order_id": begun["razorpay_order_id"]}
    assert waiter.post("/api/payments/verify-razorpay", mixed).status_code == 422
    assert topics(database, begun) == ["payment.created"]


def test_a_payment_over_another_amount_is_not_booked(waiter, sandbox, database, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    database.execute("UPDATE payments SET amount_paise = 27800 WHERE id = %s", (begun["id"],))
    refused = waiter.post("/api/payments/verify-razorpay", signed)
    assert (refused.status_code, refused.json["code"]) == (409, "payment-mismatch")
    assert topics(database, begun) == ["payment.created"]
    assert settled(database, begun) == (0, 27900)


@pytest.mark.usefixtures("janitor")
def test_a_declined_card_fails_the_payment_and_a_later_success_completes_it(
    waiter, sandbox, database, begun
):
    sandbox.pay(begun["razorpay_order_id"], card_number="4100280000060003")
    attempts = sandbox.sdk.order.payments(begun["razorpay_order_id"])["items"]
    delivered(waiter.app, database, "payment.failed", payment=attempts[0])
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "FAILED"
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    assert waiter.post("/api/payments/verify-razorpay", signed).json["status"] == "COMPLETED"
    assert topics(database, begun) == ["payment.created", "payment.failed", "payment.completed"]


def test_eight_verifications_at_once_have_one_effect(waiter, sandbox, database, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: waiter.post("/api/payments/verify-razorpay", signed), range(8))
        )
    assert {answer.json["status"] for answer in answers if answer.status_code == 200} == {
        "COMPLETED"
    }
    assert topics(database, begun) == ["payment.created", "payment.completed"]
    assert settled(database, begun) == (27900, 27900)


def test_a_payment_of_another_outlet_does_not_exist(calling, begun, sandbox):
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get(f"/api/payments/{begun['id']}").status_code == 404
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    assert stranger.post("/api/payments/verify-razorpay", signed).status_code == 404


def test_a_settled_or_cancelled_order_takes_no_payment(waiter):
    order = waiter.order("lassi")
    assert waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).status_code == 200
    refused = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
    assert (refused.status_code, refused.json["code"]) == (409, "nothing-due")
    gone = waiter.order("lassi")
    waiter.post(f"/api/orders/{gone['id']}/cancel", {"reason": "left"})
    refused = waiter.post("/api/payments/create-razorpay-order", {"order_id": gone["id"]})
    assert refused.status_code == 409


def test_the_guests_browser_is_told_and_the_payment_booked(waiter, sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    page = waiter.app.test_client().post("/api/payments/razorpay-callback", data=signed)
    assert page.status_code == 200
    assert 'data-status="COMPLETED"' in page.text
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"
    for form in ({"a": "b"}, signed | {"razorpay_order_id": "order_\x00"}):
        bad = waiter.app.test_client().post("/api/payments/razorpay-callback", data=form)
        assert bad.status_code == 422
        assert 'data-status="REFUSED"' in bad.text
