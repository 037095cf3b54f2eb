"""Webhooks: signed, deduplicated twice over, stored before they are answered, booked by the janitor."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from api.app import create_app
from chitrail.ids import new_id
from tests.support.settings import RAZORPAY_WEBHOOK_SECRET
from tests.support.waiting import eventually
from tests.support.webhooks import deliver, delivered, outcome

pytestmark = pytest.mark.usefixtures("janitor")


def captured(sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    return signed, sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])


def completions(database, payment):
    query = "SELECT count(*) FROM outbox WHERE aggregate_id = %s AND topic = 'payment.completed'"
    return database.execute(query, (payment["id"],)).fetchone()[0]


def test_a_captured_payment_is_booked_by_its_webhook_alone(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    assert delivered(waiter.app, database, "payment.captured", payment=entity) == "booked"
    paid = waiter.get(f"/api/payments/{begun['id']}").json
    assert (paid["status"], paid["gateway_method"]) == ("COMPLETED", "card")
    assert completions(database, begun) == 1


def test_the_same_webhook_twenty_times_at_once_is_booked_once(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    event_id = str(new_id())

    def send(_):
        return deliver(waiter.app, "payment.captured", event_id=event_id, payment=entity)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(20)))
    statuses = sorted(answer.json["status"] for answer in answers)
    assert statuses == ["repeated"] * 19 + ["stored"]
    assert outcome(database, event_id) == "booked"
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
    assert {answer.status_code for answer in answers} == {200}
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"
    assert completions(database, begun) == 1


def test_a_failure_told_after_the_success_changes_nothing(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    delivered(waiter.app, database, "payment.captured", payment=entity)
    late = {**entity, "status": "failed", "error_reason": "late"}
    assert delivered(waiter.app, database, "payment.failed", payment=late) == "booked"
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "COMPLETED"


def test_captured_told_before_authorized_is_booked_once(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    assert delivered(waiter.app, database, "payment.captured", payment=entity) == "booked"
    early = {**entity, "status": "authorized", "captured": False}
    assert delivered(waiter.app, database, "payment.authorized", payment=early) == "noted"
    assert completions(database, begun) == 1


def test_another_amount_is_not_booked(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    wrong = {**entity, "amount": 100}
    assert delivered(waiter.app, database, "payment.captured", payment=wrong) == "mismatch"
    assert completions(database, begun) == 0


def test_a_forged_or_renamed_webhook_is_not_taken(waiter, sandbox, database, begun):
    _, entity = captured(sandbox, begun)
    forged = deliver(waiter.app, "payment.captured", secret="wrong", payment=entity)
    assert (forged.status_code, forged.json["code"]) == (401, "webhook-signature")
    assert completions(database, begun) == 0
    delivered(waiter.app, database, "payment.captured", payment=entity)
    renamed = deliver(waiter.app, "payment.captured", event_id="another", payment=entity)
    assert renamed.json == {"status": "repeated"}


def test_events_we_do_not_book_are_stored_and_acknowledged(waiter, database):
    answer = deliver(waiter.app, "payment.downtime.started", event_id="downtime-1", stamp=7)
    assert (answer.status_code, answer.json) == (200, {"status": "stored"})
    assert outcome(database, "downtime-1") == "noted"


def test_a_payment_the_gateway_has_not_finished_waits_for_the_next_word(
    waiter, sandbox, database, begun
):
    _, entity = captured(sandbox, begun)
    early = {**entity, "status": "created"}
    assert delivered(waiter.app, database, "order.paid", payment=early) == "not finished"
    assert completions(database, begun) == 0


def test_a_webhook_signed_before_the_secret_changed_is_taken(settings, sandbox, database, begun):
    renewed = replace(
        settings,
        razorpay_webhook_secret="new-webhook-secret",
        razorpay_webhook_secret_previous=RAZORPAY_WEBHOOK_SECRET,
    )
    app = create_app(renewed)
    _, entity = captured(sandbox, begun)
    assert deliver(app, "payment.captured", secret="", payment=entity).status_code == 401
    assert delivered(app, database, "payment.captured", payment=entity) == "booked"
    app.extensions["database"].dispose()


def test_a_webhook_that_cannot_be_booked_is_seen_and_can_be_replayed(
    manager, sandbox, database, begun
):
    """Its order's row is locked for longer than the janitor tries: it stays, and says why."""
    _, entity = captured(sandbox, begun)
    event_id = str(new_id())
    database.execute("BEGIN")
    database.execute("SELECT 1 FROM orders WHERE id = %s FOR UPDATE", (begun["order_id"],))
    deliver(manager.app, "payment.captured", event_id=event_id, payment=entity)

    def stored():
        page = manager.get("/api/payments/webhooks/razorpay?limit=200").json["data"]
        return next(row for row in page if row["event_id"] == event_id)

    put_off = eventually(lambda: stored()["error"] and stored())
    assert (put_off["outcome"], put_off["processed_at"]) == ("", None)
    assert "LockNotAvailable" in put_off["error"]
    database.execute("ROLLBACK")
    replayed = manager.post(f"/api/payments/webhooks/razorpay/{event_id}/replay")
    assert replayed.status_code == 200
    assert outcome(database, event_id) == "booked"
    again = manager.post(f"/api/payments/webhooks/razorpay/{event_id}/replay")
    assert again.status_code == 200
    assert outcome(database, event_id) == "booked"
    assert completions(database, begun) == 1
    assert manager.post("/api/payments/webhooks/razorpay/nothing/replay").status_code == 404
