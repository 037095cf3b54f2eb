"""Capture by hand: money is taken only when the order can still take it."""

from dataclasses import replace

import pytest

from tests.support.processes import Program
from tests.support.waiting import eventually
from tests.support.webhooks import delivered


@pytest.fixture(scope="module")
def settings(settings):
    return replace(settings, razorpay_capture="manual")


@pytest.fixture(scope="module")
def janitor(api_environment, tmp_path_factory):
    log = tmp_path_factory.mktemp("janitor") / "janitor.log"
    env = api_environment | {"RAZORPAY_CAPTURE": "manual"}
    with Program(["api.janitor"], env, log) as program:
        program.wait_for_line("janitor ready")
        yield program


def authorized(sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    entity = sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])
    assert entity["status"] == "authorized"
    return signed, entity


def test_verification_captures_what_the_bank_authorised(waiter, sandbox, begun):
    signed, entity = authorized(sandbox, begun)
    paid = waiter.post("/api/payments/verify-razorpay", signed).json
    assert paid["status"] == "COMPLETED"
    assert sandbox.sdk.payment.fetch(entity["id"])["status"] == "captured"


@pytest.mark.usefixtures("janitor")
def test_the_webhook_alone_captures_too(waiter, sandbox, database, begun):
    _, entity = authorized(sandbox, begun)
    assert delivered(waiter.app, database, "payment.authorized", payment=entity) == "booked"
    assert sandbox.sdk.payment.fetch(entity["id"])["status"] == "captured"
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"


@pytest.mark.usefixtures("janitor")
def test_nothing_is_captured_for_an_order_that_cash_settled(waiter, sandbox, begun):
    signed, entity = authorized(sandbox, begun)
    waiter.post("/api/payments/confirm-cash", {"order_id": begun["order_id"]})
    waiter.post("/api/payments/verify-razorpay", signed)

    def failed():
        return waiter.get(f"/api/payments/{begun['id']}").json["status"] == "FAILED"

    eventually(failed)
    assert sandbox.sdk.payment.fetch(entity["id"])["status"] == "authorized"
