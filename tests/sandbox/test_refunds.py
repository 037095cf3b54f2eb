"""Refunds that take their time, fail, or come too late."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import razorpay

from tests.sandbox.conftest import Receiver
from tests.sandbox.test_settlements import DAY, paid
from tests.support.sandbox import RunningSandbox
from tests.support.waiting import eventually


@pytest.fixture
def slow(tmp_path: Path, receiver: Receiver) -> Iterator[RunningSandbox]:
    running = RunningSandbox(tmp_path, receiver.url, SANDBOX_REFUND_SECONDS="3600")
    running.start()
    yield running
    running.program.kill()


def test_a_refund_is_pending_until_its_time(slow, receiver):
    payment_id = paid(slow)
    key = {"X-Refund-Idempotency": "0123456789"}
    refund = slow.sdk.payment.refund(payment_id, {"amount": 10000}, headers=key)
    assert (refund["status"], refund["acquirer_data"]) == ("pending", {"arn": None})
    assert slow.call("GET", "/sandbox/ledger").json()["totals"]["debit"] == 0
    slow.program.kill()
    slow.start()
    slow.advance(3601)
    eventually(lambda: "refund.processed" in receiver.events())
    done = slow.sdk.refund.fetch(refund["id"])
    assert done["status"] == "processed"
    assert done["acquirer_data"]["arn"].isdigit()
    assert slow.sdk.payment.refund(payment_id, {"amount": 10000}, headers=key) == done
    assert slow.call("GET", "/sandbox/ledger").json()["totals"]["debit"] == 10000


def test_an_instant_refund_of_2468_paise_fails_and_the_money_is_back(slow, receiver):
    payment_id = paid(slow)
    refund = slow.sdk.payment.refund(payment_id, {"amount": 2468, "speed": "optimum"})
    assert slow.sdk.payment.fetch(payment_id)["amount_refunded"] == 2468
    slow.advance(3601)
    eventually(lambda: "refund.failed" in receiver.events())
    assert slow.sdk.refund.fetch(refund["id"])["status"] == "failed"
    payment = slow.sdk.payment.fetch(payment_id)
    assert (payment["status"], payment["amount_refunded"], payment["refund_status"]) == (
        "captured",
        0,
        None,
    )
    assert slow.call("GET", "/sandbox/ledger").json()["totals"]["debit"] == 0


def test_a_refund_can_name_its_payment_in_the_fields(shared):
    payment_id = paid(shared)
    refund = shared.sdk.refund.create({"payment_id": payment_id, "amount": 100})
    assert (refund["payment_id"], refund["amount"]) == (payment_id, 100)


def test_an_instant_refund_says_so(shared):
    refund = shared.sdk.payment.refund(paid(shared), {"speed": "optimum"})
    assert (refund["speed_requested"], refund["speed_processed"], refund["batch_id"]) == (
        "optimum",
        "instant",
        None,
    )
    assert shared.sdk.payment.refund(paid(shared), {"amount": 2468})["status"] == "processed"


def test_a_payment_of_more_than_six_months_ago_is_not_refunded(sandbox, receiver):
    payment_id = paid(sandbox)
    sandbox.advance(181 * DAY)
    assert sandbox.sdk.payment.refund(payment_id, {})["status"] == "failed"
    assert sandbox.sdk.payment.fetch(payment_id)["amount_refunded"] == 0
    eventually(lambda: receiver.events()[-1:] == ["refund.failed"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"amount": 99}, "The amount must be at least INR 1.00"),
        ({"amount": 100.5}, "The amount must be an integer."),
        ({"amount": 25001}, "The refund amount provided is greater than amount captured"),
        ({"speed": "slow"}, "The selected speed is invalid."),
        ({"colour": "red"}, "colour is/are not required and should not be sent"),
        ({"receipt": "r" * 41}, "receipt may not be greater than 40"),
    ],
)
def test_a_bad_refund_is_refused_in_the_gateways_words(shared, body, words):
    with pytest.raises(razorpay.errors.BadRequestError, match=words):
        shared.sdk.payment.refund(paid(shared), body)


def test_only_captured_payments_are_refunded(shared):
    order = shared.sdk.order.create(
        {"amount": 900, "currency": "INR", "payment": {"capture": "manual"}}
    )
    payment_id = shared.pay(order["id"]).json()["razorpay_payment_id"]
    with pytest.raises(razorpay.errors.BadRequestError, match="should be captured"):
        shared.sdk.payment.refund(payment_id, {})


def test_a_short_idempotency_key_is_refused(shared):
    path = f"/v1/payments/{paid(shared)}/refund"
    headers = {"X-Refund-Idempotency": "short"}
    assert shared.call("POST", path, json={}, headers=headers).status_code == 400
