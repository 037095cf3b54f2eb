"""What becomes of a payment or refund when the gateway says no, says it late, or said it before."""

import pytest

from chitrail.ids import named_id, new_id


def begin(caller, order, amount=None, key=""):
    body = {"order_id": order["id"], **({"amount": amount} if amount else {})}
    return caller.post("/api/payments/create-razorpay-order", body, key=key)


def payments_of(database, order):
    return database.execute(
        "SELECT status, amount_paise FROM payments WHERE order_id = %s ORDER BY created_at",
        (order["id"],),
    ).fetchall()


@pytest.fixture
def paid_online(waiter, sandbox, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    return waiter.post("/api/payments/verify-razorpay", signed).json


def test_the_gateways_order_names_ours(sandbox, begun):
    at_gateway = sandbox.sdk.order.fetch(begun["razorpay_order_id"])
    assert at_gateway["notes"] == {"order_id": begun["order_id"]}


def test_an_order_the_gateway_refuses_ends_the_attempt(waiter, sandbox, database):
    order = waiter.order("lassi")
    refused = begin(waiter, order, "0.50")
    assert (refused.status_code, refused.json["code"]) == (409, "gateway-refused")
    assert (refused.json["gateway_status"], refused.json["gateway_field"]) == (400, "amount")
    assert refused.json["gateway_code"] == "BAD_REQUEST_ERROR"
    assert begin(waiter, order).status_code == 201
    assert payments_of(database, order) == [("FAILED", 50), ("PROCESSING", 9500)]


def test_an_attempt_for_more_than_is_left_gives_way(waiter, sandbox, database, begun):
    order = {"id": begun["order_id"]}
    cash = {"order_id": begun["order_id"], "amount": "100.00"}
    assert waiter.post("/api/payments/confirm-cash", cash).status_code == 200
    rest = begin(waiter, order)
    assert (rest.status_code, rest.json["amount"]) == (201, "179.00")
    assert ("FAILED", 27900) in payments_of(database, order)


def test_a_lost_answer_of_the_gateway_is_found_by_its_receipt(waiter, sandbox, database):
    order = waiter.order("lassi")
    sandbox.program.kill()
    try:
        assert begin(waiter, order).status_code == 502
    finally:
        sandbox.start()
    (payment,) = database.execute(
        "SELECT id FROM payments WHERE order_id = %s", (order["id"],)
    ).fetchone()
    made = sandbox.sdk.order.create(
        {"amount": 9500, "currency": "INR", "receipt": payment.hex, "notes": {}}
    )
    assert begin(waiter, order).json["razorpay_order_id"] == made["id"]


def refund(caller, payment, amount, key):
    body = {"reason": "cold dish", "amount": amount}
    return caller.post(f"/api/payments/{payment['id']}/refunds", body, key=key)


def refund_id(caller, payment, key):
    scope = f"{caller.who.subject} POST /api/payments/{payment['id']}/refunds"
    return named_id("refund", scope, key)


def money(database, payment):
    return database.execute(
        "SELECT refunded_paise, refund_pending_paise FROM payments WHERE id = %s", (payment["id"],)
    ).fetchone()


def test_a_refund_the_gateway_still_works_on_stays_reserved_and_is_found(
    manager, sandbox, paid_online, database
):
    key = str(new_id())
    ours = refund_id(manager, paid_online, key).hex
    made = sandbox.sdk.payment.refund(
        paid_online["razorpay_payment_id"],
        {"amount": 5000, "receipt": ours, "notes": {"earlier": "request"}},
        headers={"X-Refund-Idempotency": ours},
    )
    unsure = refund(manager, paid_online, "50.00", key)
    assert (unsure.status_code, unsure.json["code"]) == (502, "gateway-unavailable")
    assert money(database, paid_online) == (0, 5000)
    found = refund(manager, paid_online, "50.00", key)
    assert (found.status_code, found.json["razorpay_refund_id"]) == (201, made["id"])
    assert money(database, paid_online) == (5000, 0)
    payment = sandbox.sdk.payment.fetch(paid_online["razorpay_payment_id"])
    assert payment["amount_refunded"] == 5000


def test_a_refund_the_gateway_refuses_is_released(manager, sandbox, paid_online, database):
    key = str(new_id())
    sandbox.sdk.payment.refund(paid_online["razorpay_payment_id"], {"amount": 27900})
    refused = refund(manager, paid_online, "50.00", key)
    assert (refused.status_code, refused.json["code"]) == (409, "gateway-refused")
    assert money(database, paid_online) == (0, 0)
    again = refund(manager, paid_online, "50.00", key)
    assert (again.status_code, again.json["code"]) == (409, "not-refundable")
    listed = manager.get(f"/api/payments/{paid_online['id']}/refunds").json["data"]
    assert [item["status"] for item in listed] == ["FAILED"]
