"""Many at once: one payment for an order, no refund above a payment, no fault used twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.sandbox.test_settlements import paid

ORDER = {"amount": 25000, "currency": "INR"}
CALLERS = 12


def at_once(call):
    with ThreadPoolExecutor(CALLERS) as pool:
        return Counter(pool.map(lambda _: call().status_code, range(CALLERS)))


def test_one_of_many_customers_pays(shared):
    order = shared.sdk.order.create(ORDER)
    assert at_once(lambda: shared.pay(order["id"])) == {200: 1, 400: CALLERS - 1}
    assert shared.sdk.order.fetch(order["id"])["attempts"] == 1


def test_many_refunds_stop_at_the_payment(shared):
    payment_id = paid(shared)
    path = f"/v1/payments/{payment_id}/refund"
    answers = at_once(lambda: shared.call("POST", path, json={"amount": 10000}))
    assert answers == {200: 2, 400: CALLERS - 2}
    assert shared.sdk.payment.fetch(payment_id)["amount_refunded"] == 20000


def test_one_key_is_one_refund(shared):
    payment_id = paid(shared)
    path, key = f"/v1/payments/{payment_id}/refund", {"X-Refund-Idempotency": "one-key-for-all"}
    answers = at_once(lambda: shared.call("POST", path, json={"amount": 10000}, headers=key))
    assert answers == {200: CALLERS}
    assert shared.sdk.payment.fetch(payment_id)["amount_refunded"] == 10000


def test_a_fault_strikes_as_often_as_it_was_ordered(shared):
    shared.fault("server_error", times=5, path="POST /v1/orders")
    answers = at_once(lambda: shared.call("POST", "/v1/orders", json=ORDER))
    assert answers == {500: 5, 200: CALLERS - 5}


def test_everything_is_settled_once_by_many(shared):
    payments = {paid(shared) for _ in range(3)}
    at_once(lambda: shared.call("POST", "/sandbox/settle", json={}))
    lines = [
        line
        for settlement in shared.sdk.settlement.all()["items"]
        for line in shared.call(
            "GET", f"/sandbox/settlement.csv?settlement_id={settlement['id']}"
        ).text.splitlines()
    ]
    counted = Counter(line.split(",")[0] for line in lines)
    assert {counted[payment] for payment in payments} == {1}
