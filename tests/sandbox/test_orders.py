"""Orders to the letter: filters, parts, capture options, expansion."""

import pytest
import razorpay

from tests.sandbox.test_settlements import paid

ORDER = {"amount": 25000, "currency": "INR"}


def ids(sandbox, **query):
    return {order["id"] for order in sandbox.sdk.order.all(query)["items"]}


def test_orders_are_found_by_whether_somebody_paid(sandbox):
    untouched = sandbox.sdk.order.create(ORDER)
    failed = sandbox.sdk.order.create(ORDER)
    sandbox.pay(failed["id"], card_number="4100280000060003")
    waiting = sandbox.sdk.order.create({**ORDER, "payment": {"capture": "manual"}})
    sandbox.pay(waiting["id"])
    done = sandbox.sdk.order.create(ORDER)
    sandbox.pay(done["id"])
    assert ids(sandbox, authorized=1) == {waiting["id"], done["id"]}
    assert ids(sandbox, authorized=0) == {untouched["id"], failed["id"]}
    assert sandbox.call("GET", "/v1/orders?authorized=2").status_code == 400


def test_an_order_is_paid_in_parts(sandbox, receiver):
    order = sandbox.sdk.order.create(
        {**ORDER, "partial_payment": True, "first_payment_min_amount": 5000}
    )
    assert sandbox.pay(order["id"], amount=4999).status_code == 400
    assert sandbox.pay(order["id"], amount=5000).status_code == 200
    part = sandbox.sdk.order.fetch(order["id"])
    assert (part["status"], part["amount_paid"], part["amount_due"]) == ("attempted", 5000, 20000)
    assert sandbox.pay(order["id"], amount=20001).status_code == 400
    assert sandbox.pay(order["id"]).status_code == 200
    assert sandbox.sdk.order.fetch(order["id"])["status"] == "paid"
    assert [item["amount"] for item in sandbox.sdk.order.payments(order["id"])["items"]] == [
        20000,
        5000,
    ]


def test_an_order_that_takes_no_parts_is_paid_whole(sandbox, order):
    assert sandbox.pay(order["id"], amount=100).status_code == 400
    assert sandbox.pay(order["id"], amount=25000).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"partial_payment": "perhaps"}, "partial_payment"),
        ({"first_payment_min_amount": 25001}, "first_payment_min_amount"),
        ({"payment": {"capture": "never"}}, "payment"),
        (
            {"payment": {"capture": "manual", "capture_options": {"manual_expiry_period": 11}}},
            "manual_expiry_period",
        ),
        (
            {"payment": {"capture_options": {"automatic_expiry_period": 4321}}},
            "automatic_expiry_period",
        ),
        (
            {
                "payment": {
                    "capture_options": {"automatic_expiry_period": 60, "manual_expiry_period": 30}
                }
            },
            "manual_expiry_period",
        ),
        ({"payment": {"capture_options": {"refund_speed": "slow"}}}, "refund_speed"),
        ({"notes": {"a": {"b": "c"}}}, "notes"),
    ],
)
def test_a_bad_order_is_refused_by_field(shared, change, field):
    answer = shared.call("POST", "/v1/orders", json={**ORDER, **change})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_an_order_of_a_unique_receipt_is_made_once(sandbox):
    body = {**ORDER, "receipt": "r-7", "unique_receipt": True}
    first = sandbox.sdk.order.create(body)
    assert sandbox.sdk.order.create(body) == first
    assert sandbox.sdk.order.create({**ORDER, "receipt": "r-7"})["id"] != first["id"]


def test_orders_and_payments_are_expanded(sandbox):
    payment_id = paid(sandbox)
    sandbox.sdk.payment.refund(payment_id, {"amount": 100})
    (order,) = sandbox.sdk.order.all({"expand[]": "payments"})["items"]
    assert order["payments"]["items"][0]["id"] == payment_id
    assert "card" not in order["payments"]["items"][0]
    (order,) = sandbox.sdk.order.all({"expand[]": "payments.card"})["items"]
    assert order["payments"]["items"][0]["card"]["network"] == "Visa"
    path = f"/v1/payments/{payment_id}?expand[]=card&expand[]=refunds&expand[]=transaction"
    payment = sandbox.call("GET", path).json()
    assert payment["card"]["id"] == payment["card_id"]
    assert payment["refunds"]["count"] == 1
    assert (payment["transaction"]["credit"], payment["transaction"]["settled"]) == (24410, False)
    settlement = sandbox.door("settle")["settlement"]
    (listed,) = sandbox.sdk.payment.all({"expand[]": "transaction.settlement"})["items"]
    assert listed["transaction"]["settlement"] == settlement
    assert sandbox.call("GET", "/v1/payments?expand[]=secrets").status_code == 400


def test_the_card_of_a_payment(shared):
    by_card = shared.call("GET", f"/v1/payments/{paid(shared)}/card").json()
    assert (by_card["entity"], by_card["last4"], by_card["international"]) == (
        "card",
        "1007",
        False,
    )
    abroad = paid(shared, card_number="5555555555554444")
    assert shared.call("GET", f"/v1/payments/{abroad}/card").json()["issuer"] is None
    assert shared.sdk.payment.fetch(abroad)["international"] is True
    by_upi = paid(shared, method="upi", vpa="success@razorpay")
    assert shared.call("GET", f"/v1/payments/{by_upi}/card").status_code == 400
    assert shared.sdk.payment.fetch(by_upi)["upi"]["flow"] == "collect"


def test_downtimes_are_an_empty_list(shared):
    answer = shared.call("GET", "/v1/payments/downtimes").json()
    assert answer == {"entity": "collection", "count": 0, "items": []}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"method": "upi", "vpa": "success@razorpay", "cancel": True}, 200),
        ({"method": "upi", "flow": "intent"}, 200),
        ({"method": "card", "cancel": True}, 402),
        ({"method": "card", "otp": "123"}, 402),
        ({"method": "card", "otp": "1234567890"}, 200),
        ({"method": "card", "otp": "12345678901"}, 402),
        ({"method": "card", "card_number": "340256000401007"}, 200),
        ({"method": "netbanking", "cancel": True}, 402),
        ({"method": "upi", "vpa": "nobody"}, 402),
        ({"method": "cheque"}, 400),
    ],
)
def test_how_customers_pay(shared, fields, status):
    order = shared.sdk.order.create(ORDER)
    assert shared.pay(order["id"], **fields).status_code == status


def test_a_captured_payment_is_not_captured_again(shared):
    with pytest.raises(razorpay.errors.BadRequestError, match="already been captured"):
        shared.sdk.payment.capture(paid(shared), 25000, {"currency": "INR"})
