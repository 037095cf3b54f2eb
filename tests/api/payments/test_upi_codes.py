"""UPI by QR code: one code for one payment of one amount."""

import pytest

from tests.support.books import differences
from tests.support.waiting import eventually
from tests.support.webhooks import delivered

pytestmark = pytest.mark.usefixtures("janitor")


@pytest.fixture
def code(waiter):
    order = waiter.order("lassi")
    answer = waiter.post("/api/payments/create-upi-qr", {"order_id": order["id"], "tip": "5.00"})
    assert answer.status_code == 201, answer.text
    return answer.json


def scan(sandbox, code):
    body = {"method": "upi", "qr_code_id": code["razorpay_qr_id"]}
    return sandbox.call("POST", "/sandbox/pay", json=body)


def status(waiter, payment):
    return waiter.get(f"/api/payments/{payment['id']}").json["status"]


def test_a_code_carries_the_amount_with_the_tip(code, sandbox):
    assert (code["status"], code["amount"], code["tip"]) == ("PROCESSING", "100.00", "5.00")
    assert code["upi_intent"].startswith("upi://pay?")
    assert "am=100.00" in code["upi_intent"]
    image = sandbox.call("GET", code["qr_image_url"].removeprefix(sandbox.url))
    assert image.status_code == 200


def test_asking_again_shows_the_same_code_and_another_way_is_refused(waiter, code):
    body = {"order_id": code["order_id"], "tip": "5.00"}
    again = waiter.post("/api/payments/create-upi-qr", body).json
    assert again["razorpay_qr_id"] == code["razorpay_qr_id"]
    checkout = waiter.post("/api/payments/create-razorpay-order", body)
    assert (checkout.status_code, checkout.json["code"]) == (409, "attempt-open")


def test_a_scanned_code_is_found_without_a_word_from_anybody(waiter, sandbox, code):
    assert scan(sandbox, code).status_code == 200
    eventually(lambda: status(waiter, code) == "COMPLETED")
    paid = waiter.get(f"/api/payments/{code['id']}").json
    assert (paid["applied"], paid["tip"], paid["gateway_method"]) == ("95.00", "5.00", "upi")


def test_the_webhook_books_it_at_once_and_once(waiter, sandbox, database, settings, code):
    scan(sandbox, code)
    qr = sandbox.sdk.qrcode.fetch(code["razorpay_qr_id"])
    (entity,) = sandbox.sdk.qrcode.fetch_all_payments(code["razorpay_qr_id"])["items"]
    for _ in range(2):
        outcome = delivered(
            waiter.app, database, "qr_code.credited", payment=entity, qr_code=qr, stamp=_
        )
        assert outcome == "booked"
    assert status(waiter, code) == "COMPLETED"
    assert differences(database, settings) == []


def test_cash_closes_the_code(waiter, sandbox, code):
    waiter.post("/api/payments/confirm-cash", {"order_id": code["order_id"]})
    eventually(lambda: status(waiter, code) == "FAILED")

    def closed():
        return sandbox.sdk.qrcode.fetch(code["razorpay_qr_id"])["status"] == "closed"

    eventually(closed)
    assert scan(sandbox, code).status_code == 400


def test_a_cancelled_code_is_closed_and_the_guest_can_pay_another_way(waiter, sandbox, code):
    cancelled = waiter.post(f"/api/payments/{code['id']}/cancel", {"reason": "no UPI app"})
    assert cancelled.json["status"] == "FAILED"
    body = {"order_id": code["order_id"]}
    assert waiter.post("/api/payments/create-razorpay-order", body).status_code == 201


def test_two_guests_scan_a_code_for_each_part(waiter, sandbox):
    order = waiter.order("dal-makhani", "butter-naan")
    path = f"/api/orders/{order['id']}/split"
    parts = waiter.post(path, {"by": "EQUAL", "count": 2}).json["parts"]
    codes = []
    for part in parts:
        body = {"order_id": order["id"], "part_id": part["id"]}
        codes.append(waiter.post("/api/payments/create-upi-qr", body).json)
    for code in codes:
        assert scan(sandbox, code).status_code == 200
    for code in codes:
        eventually(lambda: status(waiter, code) == "COMPLETED")  # noqa: B023
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "0.00"


def test_a_code_that_is_about_to_close_is_not_shown_again(waiter, sandbox, database, code):
    database.execute(
        "UPDATE payments SET created_at = created_at - interval '14 minutes' WHERE id = %s",
        (code["id"],),
    )
    body = {"order_id": code["order_id"], "tip": "5.00"}
    fresh = waiter.post("/api/payments/create-upi-qr", body).json
    assert fresh["razorpay_qr_id"] != code["razorpay_qr_id"]
    assert status(waiter, code) == "FAILED"

    def closed():
        return sandbox.sdk.qrcode.fetch(code["razorpay_qr_id"])["status"] == "closed"

    eventually(closed)
