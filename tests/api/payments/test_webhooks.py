"""Webhooks: signed, deduplicated twice over, and one with the checkout's own way."""

import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

from api.app import create_app
from chitrail.ids import new_id
from tests.support.settings import RAZORPAY_WEBHOOK_SECRET

PATH = "/api/payments/webhooks/razorpay"


def deliver(app, event, *, event_id="", secret=RAZORPAY_WEBHOOK_SECRET, stamp=0, **entities):
    body = json.dumps(
        {
            "entity": "event",
            "event": event,
            "contains": list(entities),
            "payload": {name: {"entity": entity} for name, entity in entities.items()},
            "created_at": stamp,
        }
    ).encode()
    headers = {
        "X-Razorpay-Signature": hmac.new(secret.encode(), body, sha256).hexdigest(),
        "x-razorpay-event-id": event_id or str(new_id()),
    }
    return app.test_client().post(PATH, data=body, headers=headers, content_type="application/json")


def captured(sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    return signed, sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])


def completions(database, payment):
    query = "SELECT count(*) FROM outbox WHERE aggregate_id = %s AND topic = 'payment.completed'"
    return database.execute(query, (payment["id"],)).fetchone()[0]


def test_a_captured_payment_is_booked_by_its_webhook_alone(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    answer = deliver(waiter.app, "payment.captured", payment=entity)
    assert (answer.status_code, answer.json) == (200, {"status": "booked"})
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"
    assert completions(database, begun) == 1


def test_the_same_webhook_twenty_times_at_once_is_booked_once(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    event_id = str(new_id())
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda _: deliver(
                    waiter.app, "payment.captured", event_id=event_id, payment=entity
                ),
                range(20),
            )
        )
    assert {answer.status_code for answer in answers} == {200}
    assert completions(database, begun) == 1


def test_webhook_and_verification_at_once_book_once(waiter, sandbox, database, begun):
    signed, entity = captured(sandbox, begun)
    acts = [
        lambda: waiter.post("/api/payments/verify-razorpay", signed),
        lambda: deliver(waiter.app, "payment.captured", payment=entity),
        lambda: deliver(waiter.app, "order.paid", payment=entity),
        lambda: waiter.post("/api/payments/verify-razorpay", signed),
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = [act.result() for act in [pool.submit(act) for act in acts]]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"
    assert completions(database, begun) == 1


def test_a_failure_told_after_the_success_changes_nothing(waiter, sandbox, begun):
    _, entity = captured(sandbox, begun)
    deliver(waiter.app, "payment.captured", payment=entity)
    late = {**entity, "status": "failed", "error_reason": "late"}
    assert deliver(waiter.app, "payment.failed", payment=late).status_code == 200
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"


def test_another_amount_is_not_booked(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    answer = deliver(waiter.app, "payment.captured", payment={**entity, "amount": 100})
    assert answer.json == {"status": "mismatch"}
    assert completions(database, begun) == 0


def test_a_forged_or_renamed_webhook_is_not_taken(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    forged = deliver(waiter.app, "payment.captured", secret="wrong", payment=entity)
    assert (forged.status_code, forged.json["code"]) == (401, "webhook-signature")
    assert completions(database, begun) == 0
    deliver(waiter.app, "payment.captured", payment=entity)
    renamed = deliver(waiter.app, "payment.captured", event_id="another", payment=entity)
    assert renamed.json == {"status": "repeated"}


def test_events_we_do_not_book_are_stored_and_acknowledged(waiter, database):
    answer = deliver(waiter.app, "payment.downtime.started", event_id="downtime-1", stamp=7)
    assert (answer.status_code, answer.json) == (200, {"status": "noted"})
    row = database.execute(
        "SELECT outcome, processed_at IS NOT NULL FROM gateway_webhooks WHERE event_id = 'downtime-1'"
    ).fetchone()
    assert row == ("noted", True)


def test_money_for_an_order_that_cash_settled_is_seen_as_surplus(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    waiter.post("/api/payments/confirm-cash", {"order_id": begun["order_id"]})
    assert deliver(waiter.app, "payment.captured", payment=entity).json == {"status": "surplus"}
    assert completions(database, begun) == 0


def test_a_second_payment_of_a_paid_order_is_seen_as_surplus(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    deliver(waiter.app, "payment.captured", payment=entity)
    second = {**entity, "id": "pay_AnotherOne1234"}
    answer = deliver(waiter.app, "payment.captured", payment=second)
    assert (answer.status_code, answer.json) == (200, {"status": "surplus"})
    assert completions(database, begun) == 1
    paid = waiter.get(f"/api/payments/{begun['id']}").json
    assert paid["razorpay_payment_id"] == entity["id"]


def test_a_payment_the_gateway_has_not_finished_is_acknowledged(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    early = {**entity, "status": "authorized"}
    answer = deliver(waiter.app, "order.paid", payment=early)
    assert (answer.status_code, answer.json) == (200, {"status": "not finished"})
    assert completions(database, begun) == 0


def test_a_webhook_signed_before_the_secret_changed_is_taken(settings, sandbox, begun):
    renewed = replace(
        settings,
        razorpay_webhook_secret="new-webhook-secret",
        razorpay_webhook_secret_previous=RAZORPAY_WEBHOOK_SECRET,
    )
    app = create_app(renewed)
    _, entity = captured(sandbox, begun)
    assert deliver(app, "payment.captured", secret="", payment=entity).status_code == 401
    assert deliver(app, "payment.captured", payment=entity).json == {"status": "booked"}
    app.extensions["database"].dispose()
