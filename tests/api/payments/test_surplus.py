"""Money an order cannot take: booked, owed to the guest, and given back by itself."""

import pytest

from tests.support.waiting import eventually
from tests.support.webhooks import deliver, delivered

pytestmark = pytest.mark.usefixtures("janitor")


def paid_at_gateway(sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    return signed, sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])


def given_back(waiter, sandbox, payment_id, amount):
    """Until the whole surplus went back, here and at the gateway."""

    def done():
        payment = waiter.get(f"/api/payments/{payment_id}").json
        return payment if payment["refunded"] == amount else None

    payment = eventually(done)
    entity = sandbox.sdk.payment.fetch(payment["razorpay_payment_id"])
    assert entity["amount_refunded"] == int(amount.replace(".", ""))
    return payment


def kept(database, order_id):
    return database.execute(
        "SELECT settled_paise, refunded_paise, total_paise FROM orders WHERE id = %s", (order_id,)
    ).fetchone()


def surplus_account(database, order_id):
    return database.execute(
        "SELECT array_agg(e.amount_paise ORDER BY e.amount_paise) FROM ledger_transactions t"
        " JOIN ledger_entries e ON e.transaction_id = t.id"
        " WHERE t.order_id = %s AND e.account = 'SURPLUS'",
        (order_id,),
    ).fetchone()[0]


def test_money_for_an_order_that_cash_settled_goes_back(waiter, sandbox, database, begun):
    _, entity = paid_at_gateway(sandbox, begun)
    waiter.post("/api/payments/confirm-cash", {"order_id": begun["order_id"]})
    assert delivered(waiter.app, database, "payment.captured", payment=entity) == "surplus"
    payment = given_back(waiter, sandbox, begun["id"], "279.00")
    assert (payment["status"], payment["surplus"], payment["applied"]) == (
        "REFUNDED",
        "279.00",
        "0.00",
    )
    assert kept(database, begun["order_id"]) == (27900, 0, 27900)
    assert surplus_account(database, begun["order_id"]) == [-27900, 27900]


def test_what_the_order_can_take_is_kept_and_the_rest_goes_back(waiter, sandbox, database, begun):
    signed, _ = paid_at_gateway(sandbox, begun)
    cash = {"order_id": begun["order_id"], "amount": "100.00"}
    assert waiter.post("/api/payments/confirm-cash", cash).status_code == 200
    paid = waiter.post("/api/payments/verify-razorpay", signed).json
    assert (paid["status"], paid["applied"], paid["surplus"]) == ("COMPLETED", "179.00", "100.00")
    payment = given_back(waiter, sandbox, begun["id"], "100.00")
    assert payment["status"] == "PARTIALLY_REFUNDED"
    assert kept(database, begun["order_id"]) == (27900, 0, 27900)


def test_a_second_payment_of_the_same_code_is_a_payment_of_its_own_and_goes_back(
    waiter, sandbox, database, begun
):
    signed, entity = paid_at_gateway(sandbox, begun)
    assert waiter.post("/api/payments/verify-razorpay", signed).status_code == 200
    second = sandbox.pay(begun["razorpay_order_id"], force=True).json()
    entity = sandbox.sdk.payment.fetch(second["razorpay_payment_id"])
    for _ in range(2):
        deliver(waiter.app, "payment.captured", payment=entity)
    assert delivered(waiter.app, database, "order.paid", payment=entity) == "surplus"
    listed = waiter.get(f"/api/payments?order_id={begun['order_id']}").json["data"]
    (duplicate,) = [payment for payment in listed if payment["duplicate_of"]]
    assert duplicate["duplicate_of"] == begun["id"]
    given_back(waiter, sandbox, duplicate["id"], "279.00")
    assert waiter.get(f"/api/payments/{begun['id']}").json["refunded"] == "0.00"
    assert kept(database, begun["order_id"]) == (27900, 0, 27900)


def test_money_for_a_cancelled_order_goes_back_days_later_too(waiter, sandbox, database, begun):
    sandbox.pay(begun["razorpay_order_id"], card_number="4100280000060003")
    (failed,) = sandbox.sdk.order.payments(begun["razorpay_order_id"])["items"]
    delivered(waiter.app, database, "payment.failed", payment=failed)
    assert waiter.get(f"/api/payments/{begun['id']}").json["status"] == "FAILED"
    order = waiter.post(f"/api/orders/{begun['order_id']}/cancel", {"reason": "left"})
    assert order.status_code == 200
    _, entity = paid_at_gateway(sandbox, begun)
    assert delivered(waiter.app, database, "payment.captured", payment=entity) == "surplus"
    given_back(waiter, sandbox, begun["id"], "279.00")
    assert kept(database, begun["order_id"]) == (0, 0, 27900)
