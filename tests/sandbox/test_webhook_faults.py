"""Faults of webhooks: twice, out of order, late, never."""

import json

from tests.sandbox.test_webhooks import PAID
from tests.support.waiting import eventually


def test_a_webhook_sent_again_and_again_keeps_its_id(sandbox, order, receiver):
    sandbox.fault("webhook_duplicate", path="order.paid")
    sandbox.pay(order["id"])
    eventually(lambda: receiver.events().count("order.paid") >= 2)
    ids = {
        headers["x-razorpay-event-id"]
        for headers, body in receiver.taken
        if json.loads(body)["event"] == "order.paid"
    }
    assert len(ids) == 1
    assert receiver.events().count("payment.captured") == 1


def test_a_webhook_goes_out_behind_the_next(sandbox, order, receiver):
    sandbox.fault("webhook_reorder", path="payment.authorized")
    sandbox.pay(order["id"])
    eventually(lambda: len(receiver.taken) == 3)
    assert receiver.events().index("payment.authorized") > 0


def test_a_late_webhook_comes_after_its_time_even_over_a_kill(sandbox, order, receiver):
    sandbox.fault("webhook_late", path="payment.captured", seconds=3)
    sandbox.pay(order["id"])
    eventually(lambda: len(receiver.taken) == 2)
    assert "payment.captured" not in receiver.events()
    sandbox.program.kill()
    sandbox.start()
    # One whose delivery was not noted before the kill comes again, as the gateway's do.
    eventually(lambda: "payment.captured" in receiver.events())
    assert set(receiver.events()) == set(PAID)


def test_a_lost_webhook_never_comes_unless_it_is_sent_by_hand(sandbox, order, receiver):
    sandbox.fault("webhook_lost", path="payment.captured")
    sandbox.pay(order["id"])
    sandbox.pay(sandbox.sdk.order.create({"amount": 100, "currency": "INR"})["id"])
    eventually(lambda: len(receiver.taken) == 5)
    assert receiver.events().count("payment.captured") == 1
    assert sandbox.struck() == ["webhook_lost"]
    assert sorted(set(receiver.events())) == sorted(PAID)
