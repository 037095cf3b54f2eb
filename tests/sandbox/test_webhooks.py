"""Webhooks: signed, repeated with the same id until taken, kept over kill -9."""

import json

import requests

from tests.support.settings import RAZORPAY_WEBHOOK_SECRET
from tests.support.waiting import eventually

PAID = ["payment.authorized", "payment.captured", "order.paid"]


def test_a_payment_is_told_with_a_good_signature(sandbox, order, receiver):
    sandbox.pay(order["id"])
    eventually(lambda: receiver.events() == PAID)
    headers, body = receiver.taken[-1]
    assert sandbox.sdk.utility.verify_webhook_signature(
        body.decode(), headers["x-razorpay-signature"], RAZORPAY_WEBHOOK_SECRET
    )
    event = json.loads(body)
    assert event["contains"] == ["payment", "order"]
    assert event["payload"]["order"]["entity"]["id"] == order["id"]
    assert event["payload"]["payment"]["entity"]["status"] == "captured"
    assert len({taken["x-razorpay-event-id"] for taken, _ in receiver.taken}) == 3


def test_a_webhook_that_is_refused_comes_again_under_the_same_id(sandbox, order, receiver):
    receiver.answers = [500, 302]
    sandbox.pay(order["id"], card_number="4100280000060003")
    eventually(lambda: len(receiver.taken) == 3)
    assert receiver.events() == ["payment.failed"] * 3
    assert len({headers["x-razorpay-event-id"] for headers, _ in receiver.taken}) == 1
    assert len({body for _, body in receiver.taken}) == 1


def test_everything_survives_a_kill_and_waiting_webhooks_are_delivered(sandbox, order, receiver):
    receiver.answers = [503] * 3
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    sandbox.program.kill()
    receiver.answers.clear()
    sandbox.start()
    assert sandbox.sdk.payment.fetch(payment_id)["status"] == "captured"
    eventually(lambda: set(receiver.events()) == set(PAID))


def test_repeats_carry_the_signature_of_the_secret_before(sandbox, order, receiver):
    receiver.answers = [503] * 2
    sandbox.pay(order["id"], card_number="4100280000060003")
    eventually(lambda: len(receiver.taken) == 1)
    sandbox.program.kill()
    sandbox.program.env["RAZORPAY_WEBHOOK_SECRET"] = "another-webhook-secret"
    sandbox.start()
    eventually(lambda: len(receiver.taken) >= 3)
    signatures = {headers["x-razorpay-signature"] for headers, _ in receiver.taken}
    assert len(signatures) == 1
    event_id, body = receiver.taken[0][0]["x-razorpay-event-id"], receiver.taken[0][1].decode()
    path = f"{sandbox.url}/webhooks/{event_id}/resend"
    requests.post(path, headers={"Origin": sandbox.url}, timeout=5)
    fresh = eventually(
        lambda: {headers["x-razorpay-signature"] for headers, _ in receiver.taken} - signatures
    )
    assert sandbox.sdk.utility.verify_webhook_signature(body, fresh.pop(), "another-webhook-secret")


def test_a_webhook_is_sent_again_from_the_page_and_only_from_there(sandbox, order, receiver):
    sandbox.pay(order["id"])
    eventually(lambda: len(receiver.taken) == 3)
    event_id = receiver.taken[0][0]["x-razorpay-event-id"]
    path = f"{sandbox.url}/webhooks/{event_id}/resend"
    assert (
        requests.post(path, headers={"Origin": "https://evil.example"}, timeout=5).status_code
        == 403
    )
    assert requests.post(path, timeout=5).status_code == 403
    assert requests.post(path, headers={"Origin": sandbox.url}, timeout=5).status_code == 200
    eventually(lambda: len(receiver.taken) == 4)
    assert receiver.taken[-1][0]["x-razorpay-event-id"] == event_id


def test_refunds_are_told(sandbox, order, receiver):
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    sandbox.sdk.payment.refund(payment_id, {"amount": 100})
    eventually(lambda: receiver.events()[3:] == ["refund.created", "refund.processed"])
    assert json.loads(receiver.taken[-1][1])["contains"] == ["payment", "refund"]


def test_a_resend_asked_for_during_a_delivery_is_not_forgotten(sandbox, order, receiver):
    asked = []

    def ask_again(headers):
        if not asked:
            asked.append(headers["x-razorpay-event-id"])
            path = f"{sandbox.url}/webhooks/{asked[0]}/resend"
            requests.post(path, headers={"Origin": sandbox.url}, timeout=5, allow_redirects=False)

    receiver.before_answer = ask_again
    sandbox.pay(order["id"])
    eventually(
        lambda: asked and [h["x-razorpay-event-id"] for h, _ in receiver.taken].count(asked[0]) == 2
    )
