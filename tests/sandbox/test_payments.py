"""Orders, payments and refunds as the real SDK sees them."""

import pytest
import razorpay
import requests

from tests.support.settings import RAZORPAY_KEY_SECRET


@pytest.fixture
def sandbox(shared):
    """One for all tests of this module: none looks at what others did."""
    return shared


def test_an_order_goes_from_created_to_paid(sandbox, order):
    assert (order["status"], order["amount_due"], order["attempts"]) == ("created", 25000, 0)
    signed = sandbox.pay(order["id"]).json()
    assert sandbox.sdk.utility.verify_payment_signature(signed)
    paid = sandbox.sdk.order.fetch(order["id"])
    assert (paid["status"], paid["amount_paid"], paid["amount_due"], paid["attempts"]) == (
        "paid",
        25000,
        0,
        1,
    )
    payment = sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])
    assert (payment["status"], payment["captured"], payment["fee"], payment["tax"]) == (
        "captured",
        True,
        590,
        90,
    )
    assert sandbox.sdk.order.payments(order["id"])["items"] == [payment]


def test_a_paid_order_takes_no_second_payment(sandbox, order):
    assert sandbox.pay(order["id"]).status_code == 200
    assert sandbox.pay(order["id"]).status_code == 400


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("4100280000090000", "payment_timed_out"),
        ("4100280000080001", "insufficient_fund"),
        ("4100280000060003", "card_declined"),
        ("4100280000000009", "authentication_failed"),
        ("1234", "card_number_invalid"),
    ],
)
def test_a_failing_card_fails_for_its_reason_and_the_order_can_be_tried_again(
    sandbox, order, card, reason
):
    refused = sandbox.pay(order["id"], card_number=card)
    assert (refused.status_code, refused.json()["error"]["reason"]) == (402, reason)
    assert sandbox.sdk.order.fetch(order["id"])["status"] == "attempted"
    assert sandbox.pay(order["id"], method="upi", vpa="success@razorpay").status_code == 200


def test_a_manually_captured_payment_waits_for_the_whole_amount(sandbox):
    order = sandbox.sdk.order.create(
        {"amount": 900, "currency": "INR", "payment": {"capture": "manual"}}
    )
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    assert sandbox.sdk.payment.fetch(payment_id)["status"] == "authorized"
    with pytest.raises(razorpay.errors.BadRequestError, match="equal to the amount authorized"):
        sandbox.sdk.payment.capture(payment_id, 800, {"currency": "INR"})
    assert sandbox.sdk.payment.capture(payment_id, 900, {"currency": "INR"})["captured"] is True
    assert sandbox.sdk.order.fetch(order["id"])["status"] == "paid"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 100.5}, "amount"),
        ({"amount": 99}, "amount"),
        ({"amount": None}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"receipt": "r" * 41}, "receipt"),
        ({"notes": {str(number): "x" for number in range(16)}}, "notes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_order_is_refused_by_field(sandbox, change, field):
    answer = sandbox.call("POST", "/v1/orders", json={"amount": 25000, "currency": "INR", **change})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert answer.json()["error"]["code"] == "BAD_REQUEST_ERROR"


def test_wrong_keys_and_unknown_ids_are_refused(sandbox):
    assert requests.get(f"{sandbox.url}/v1/orders", auth=("a", "b"), timeout=5).status_code == 401
    assert requests.get(f"{sandbox.url}/v1/orders", timeout=5).status_code == 401
    answer = sandbox.call("GET", "/v1/payments/pay_doesnotexist00")
    assert answer.json()["error"]["description"] == "The id provided does not exist"


def test_orders_are_listed_newest_first_and_found_by_receipt(sandbox):
    made = [
        sandbox.sdk.order.create(
            {"amount": 100 + number, "currency": "INR", "receipt": f"list-{number}"}
        )
        for number in range(5)
    ]
    page = sandbox.sdk.order.all({"count": 2, "skip": 1})
    assert [item["id"] for item in page["items"]] == [made[3]["id"], made[2]["id"]]
    found = sandbox.sdk.order.all({"receipt": "list-2"})
    assert [item["id"] for item in found["items"]] == [made[2]["id"]]
    assert sandbox.call("GET", "/v1/orders?count=101").status_code == 400


def test_refunds_stop_at_what_was_captured(sandbox, order):
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    part = sandbox.sdk.payment.refund(payment_id, {"amount": 10000})
    assert (part["status"], part["amount"]) == ("processed", 10000)
    assert sandbox.sdk.payment.fetch(payment_id)["refund_status"] == "partial"
    with pytest.raises(razorpay.errors.BadRequestError, match="greater than amount captured"):
        sandbox.sdk.payment.refund(payment_id, {"amount": 15001})
    sandbox.sdk.payment.refund(payment_id, {})
    assert sandbox.sdk.payment.fetch(payment_id)["status"] == "refunded"
    with pytest.raises(razorpay.errors.BadRequestError, match="fully refunded already"):
        sandbox.sdk.payment.refund(payment_id, {})
    ledger = sandbox.call("GET", "/sandbox/ledger").json()["items"]
    mine = [line for line in ledger if line["payment_id"] == payment_id]
    assert sum(line["credit"] for line in mine) == 25000 - 590
    assert sum(line["debit"] for line in mine) == 25000


def test_a_refund_key_is_honoured_once(sandbox, order):
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    key = {"X-Refund-Idempotency": "refund-key-1"}
    first = sandbox.sdk.payment.refund(payment_id, {"amount": 10000}, headers=key)
    again = sandbox.sdk.payment.refund(payment_id, {"amount": 10000}, headers=key)
    assert again == first
    other = sandbox.call(
        "POST", f"/v1/payments/{payment_id}/refund", json={"amount": 1}, headers=key
    )
    assert other.status_code in (400, 409)
    assert sandbox.sdk.payment.fetch(payment_id)["amount_refunded"] == 10000


def test_the_signature_is_over_order_and_payment(sandbox, order):
    signed = sandbox.pay(order["id"]).json()
    forged = {**signed, "razorpay_order_id": "order_00000000000000"}
    assert RAZORPAY_KEY_SECRET
    with pytest.raises(razorpay.errors.SignatureVerificationError):
        sandbox.sdk.utility.verify_payment_signature(forged)
