"""What nobody asks for again, the janitor finds out: lost answers, silent guests, banks that are late."""

import pytest

from tests.support.books import differences
from tests.support.processes import Program
from tests.support.waiting import eventually

pytestmark = pytest.mark.usefixtures("janitor")

DECLINED = "4100280000060003"


def status(waiter, payment):
    return waiter.get(f"/api/payments/{payment['id']}").json["status"]


def hurry(database, payment):
    """As if the time until the janitor's next look had passed."""
    database.execute(
        "UPDATE payments SET next_check_at = now() WHERE id = %s AND next_check_at IS NOT NULL",
        (payment["id"],),
    )


def test_a_payment_nobody_tells_us_of_is_found(waiter, sandbox, begun):
    sandbox.pay(begun["razorpay_order_id"])
    eventually(lambda: status(waiter, begun) == "COMPLETED")


def test_a_verification_that_met_no_gateway_leaves_the_payment_unknown_until_it_is_found(
    waiter, sandbox, begun, database, settings
):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    database.execute(
        "UPDATE payments SET next_check_at = now() + interval '1 hour' WHERE id = %s",
        (begun["id"],),
    )
    sandbox.program.kill()
    try:
        answer = waiter.post("/api/payments/verify-razorpay", signed)
        assert (answer.status_code, answer.json["code"]) == (502, "gateway-unavailable")
        assert status(waiter, begun) == "UNKNOWN"
        assert waiter.get("/api/payments/health").json["unknown"] == 1
    finally:
        sandbox.start()
    eventually(lambda: status(waiter, begun) == "COMPLETED")
    assert differences(database, settings) == []


def test_an_attempt_the_gateway_never_heard_of_ends(waiter, sandbox, database):
    order = waiter.order("lassi")
    sandbox.program.kill()
    try:
        body = {"order_id": order["id"]}
        assert waiter.post("/api/payments/create-razorpay-order", body).status_code == 502
    finally:
        sandbox.start()
    (payment,) = waiter.get(f"/api/payments?order_id={order['id']}").json["data"]
    assert payment["status"] == "UNKNOWN"
    hurry(database, payment)
    eventually(lambda: status(waiter, payment) == "FAILED")
    assert waiter.post("/api/payments/create-razorpay-order", body).status_code == 201


def test_an_order_whose_answer_was_lost_is_joined_by_its_receipt(waiter, sandbox, database):
    order = waiter.order("lassi")
    sandbox.program.kill()
    try:
        body = {"order_id": order["id"]}
        assert waiter.post("/api/payments/create-razorpay-order", body).status_code == 502
    finally:
        sandbox.start()
    (payment,) = waiter.get(f"/api/payments?order_id={order['id']}").json["data"]
    made = sandbox.sdk.order.create(
        {"amount": 9500, "currency": "INR", "receipt": payment["id"].replace("-", "")}
    )
    hurry(database, payment)
    eventually(lambda: status(waiter, payment) == "PROCESSING")
    sandbox.pay(made["id"])
    eventually(lambda: status(waiter, payment) == "COMPLETED")


def test_a_declined_card_leaves_the_attempt_open_and_the_next_card_completes_it(
    waiter, sandbox, begun
):
    sandbox.pay(begun["razorpay_order_id"], card_number=DECLINED)
    sandbox.pay(begun["razorpay_order_id"])
    eventually(lambda: status(waiter, begun) == "COMPLETED")


def test_an_attempt_nobody_pays_ends_after_half_an_hour(waiter, begun, database):
    database.execute(
        "UPDATE payments SET created_at = created_at - interval '31 minutes' WHERE id = %s",
        (begun["id"],),
    )
    hurry(database, begun)
    eventually(lambda: status(waiter, begun) == "FAILED")
    failed = waiter.get(f"/api/payments/{begun['id']}").json
    assert failed["failure_reason"] == "nobody paid in time"


def test_a_bank_that_authorises_days_later_completes_the_failed_payment(
    waiter, sandbox, begun, database
):
    waiter.post(f"/api/payments/{begun['id']}/cancel", {"reason": "guest went to the bank"})
    assert status(waiter, begun) == "FAILED"
    database.execute(
        "UPDATE payments SET created_at = created_at - interval '3 days' WHERE id = %s",
        (begun["id"],),
    )
    sandbox.pay(begun["razorpay_order_id"])
    hurry(database, begun)
    eventually(lambda: status(waiter, begun) == "COMPLETED")
    assert waiter.get(f"/api/orders/{begun['order_id']}").json["due"] == "0.00"


def test_cash_ends_the_attempt_it_made_needless(waiter, begun):
    waiter.post("/api/payments/confirm-cash", {"order_id": begun["order_id"]})
    eventually(lambda: status(waiter, begun) == "FAILED")


def test_a_refund_whose_answer_was_lost_is_finished_by_the_janitor(
    waiter, manager, sandbox, begun, database, settings
):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    waiter.post("/api/payments/verify-razorpay", signed)
    sandbox.program.kill()
    try:
        body = {"reason": "cold", "amount": "50.00"}
        answer = manager.post(f"/api/payments/{begun['id']}/refunds", body)
        assert answer.status_code == 502
        (pending,) = manager.get(f"/api/payments/{begun['id']}/refunds").json["data"]
        assert (pending["status"], pending["amount"]) == ("PENDING", "50.00")
        assert pending["last_error"]
    finally:
        sandbox.start()

    def processed():
        (refund,) = manager.get(f"/api/payments/{begun['id']}/refunds").json["data"]
        return refund["status"] == "PROCESSED"

    eventually(processed)
    assert sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])["amount_refunded"] == 5000
    assert differences(database, settings) == []


def test_two_janitors_share_the_work_and_double_none_of_it(
    waiter, sandbox, database, settings, api_environment, tmp_path
):
    with Program(["api.janitor"], api_environment, tmp_path / "second.log") as second:
        second.wait_for_line("janitor ready")
        attempts = []
        for _ in range(10):
            order = waiter.order("soda")
            body = {"order_id": order["id"]}
            attempt = waiter.post("/api/payments/create-razorpay-order", body).json
            sandbox.pay(attempt["razorpay_order_id"])
            attempts.append(attempt)
        for attempt in attempts:
            eventually(lambda: status(waiter, attempt) == "COMPLETED")  # noqa: B023
        assert second.stop() == 0
    assert differences(database, settings) == []


def test_a_second_payment_nobody_tells_us_of_is_found_and_goes_back(
    waiter, sandbox, begun, database, settings
):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    assert waiter.post("/api/payments/verify-razorpay", signed).json["status"] == "COMPLETED"
    assert sandbox.pay(begun["razorpay_order_id"], force=True).status_code == 200
    hurry(database, begun)

    def given_back():
        path = f"/api/payments?order_id={begun['order_id']}&status=REFUNDED"
        return [row for row in waiter.get(path).json["data"] if row["duplicate_of"] == begun["id"]]

    eventually(given_back)
    assert differences(database, settings) == []
