"""Faults between the customer, the bank and the merchant; two customers at once; time that passes."""

import pytest
import razorpay
import requests

from tests.sandbox.test_checkout import page
from tests.support.waiting import eventually

DAY = 86_400


def first_payment(sandbox, order):
    return sandbox.sdk.order.payments(order["id"])["items"][0]


def test_a_failed_payment_is_authorized_late(sandbox, order, receiver):
    sandbox.fault("late_authorization", seconds=1)
    refused = sandbox.pay(order["id"])
    assert refused.status_code == 402
    assert refused.json()["error"]["reason"] == "payment_timed_out"
    assert first_payment(sandbox, order)["status"] == "failed"
    eventually(lambda: first_payment(sandbox, order)["status"] == "captured")
    eventually(lambda: len(receiver.taken) == 4)
    assert receiver.events() == [
        "payment.failed",
        "payment.authorized",
        "payment.captured",
        "order.paid",
    ]
    told = receiver.bodies("payment.captured")[0]["payload"]["payment"]["entity"]
    assert (told["late_authorized"], told["error_reason"]) == (True, None)
    assert sandbox.sdk.order.fetch(order["id"])["status"] == "paid"


def test_a_late_authorization_survives_a_kill(sandbox, order):
    sandbox.fault("late_authorization", seconds=2)
    sandbox.pay(order["id"])
    sandbox.program.kill()
    sandbox.start()
    eventually(lambda: first_payment(sandbox, order)["status"] == "captured")


def test_the_bank_took_the_money_and_the_answer_is_lost(sandbox, order):
    sandbox.fault("lost_checkout", times=2)
    answer = sandbox.pay(order["id"])
    assert answer.status_code == 504
    assert "razorpay_signature" not in answer.text
    assert sandbox.sdk.order.fetch(order["id"])["status"] == "paid"
    other = sandbox.sdk.order.create({"amount": 100, "currency": "INR"})
    shown = requests.post(
        f"{sandbox.url}/v1/checkout/embedded",
        data=page(sandbox, other, method="netbanking"),
        timeout=5,
    )
    assert (shown.status_code, 'id="lost"' in shown.text) == (504, True)


def test_two_customers_pay_the_same_order(sandbox, order, receiver):
    assert sandbox.pay(order["id"]).status_code == 200
    assert sandbox.pay(order["id"], force=True).status_code == 200
    payments = sandbox.sdk.order.payments(order["id"])["items"]
    assert [payment["status"] for payment in payments] == ["captured", "captured"]
    assert sandbox.sdk.order.fetch(order["id"])["amount_paid"] == 25000
    ledger = sandbox.call("GET", "/sandbox/ledger").json()
    assert ledger["totals"]["credit"] == 2 * (25000 - 590)
    eventually(lambda: receiver.events().count("payment.captured") == 2)
    assert receiver.events().count("order.paid") == 1


def test_a_failed_payment_on_a_paid_order_is_authorized_late_and_given_back(sandbox, order):
    refused = sandbox.pay(order["id"], card_number="4100280000090000").json()["error"]
    sandbox.pay(order["id"])
    late = sandbox.door("authorize", payment_id=refused["payment_id"])
    assert (late["status"], late["late_authorized"]) == ("authorized", True)
    with pytest.raises(razorpay.errors.BadRequestError, match="already paid"):
        sandbox.sdk.payment.capture(late["id"], 25000, {"currency": "INR"})
    sandbox.advance(3 * DAY + 1)
    assert sandbox.sdk.payment.fetch(late["id"])["status"] == "refunded"


def test_the_door_authorizes_late_and_captures(sandbox, order):
    refused = sandbox.pay(order["id"], card_number="4100280000090000").json()["error"]
    late = sandbox.door("authorize", payment_id=refused["payment_id"])
    assert (late["status"], late["captured"]) == ("captured", True)
    again = sandbox.call("POST", "/sandbox/authorize", json={"payment_id": late["id"]})
    assert again.status_code == 400


def test_an_order_paid_in_part_and_late_as_a_whole_is_paid_once(shared):
    order = shared.sdk.order.create({"amount": 5000, "currency": "INR", "partial_payment": True})
    refused = shared.pay(order["id"], card_number="4100280000090000").json()["error"]
    assert shared.pay(order["id"], amount=1234).status_code == 200
    assert shared.door("authorize", payment_id=refused["payment_id"])["status"] == "captured"
    paid = shared.sdk.order.fetch(order["id"])
    assert (paid["status"], paid["amount_paid"], paid["amount_due"]) == ("paid", 5000, 0)


def test_a_payment_nobody_captures_is_given_back(sandbox, receiver):
    options = {"manual_expiry_period": 720}
    order = sandbox.sdk.order.create(
        {
            "amount": 900,
            "currency": "INR",
            "payment": {"capture": "manual", "capture_options": options},
        }
    )
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    sandbox.advance(719 * 60)
    assert sandbox.sdk.payment.fetch(payment_id)["status"] == "authorized"
    sandbox.advance(2 * 60)
    eventually(lambda: "refund.processed" in receiver.events())
    payment = sandbox.sdk.payment.fetch(payment_id)
    assert (payment["status"], payment["captured"], payment["amount_refunded"]) == (
        "refunded",
        False,
        900,
    )
    told = receiver.bodies("refund.processed")[0]["payload"]
    assert told["payment"]["entity"]["captured"] is False
    assert sandbox.call("GET", "/sandbox/ledger").json()["totals"]["debit"] == 0


def test_a_payment_authorized_after_the_capture_window_waits_for_a_hand(sandbox):
    options = {"automatic_expiry_period": 12, "manual_expiry_period": 720}
    payment = {"capture": "automatic", "capture_options": options}
    order = sandbox.sdk.order.create({"amount": 900, "currency": "INR", "payment": payment})
    refused = sandbox.pay(order["id"], card_number="4100280000090000").json()["error"]
    sandbox.advance(13 * 60)
    assert sandbox.door("authorize", payment_id=refused["payment_id"])["status"] == "authorized"
    captured = sandbox.sdk.payment.capture(refused["payment_id"], 900, {"currency": "INR"})
    assert captured["status"] == "captured"
