"""What cannot be money is refused by name and changes nothing."""

import json

import pytest

from chitrail.ids import new_id
from tests.support.restaurant import bearer

NO_AMOUNTS = {
    "negative": '"-5.00"',
    "zero": '"0.00"',
    "nan": "NaN",
    "infinity": "Infinity",
    "quoted nan": '"NaN"',
    "1e400": "1e400",
    "2^63": '"9223372036854775808"',
    "a number": "1",
    "a fraction of a paisa": '"0.001"',
    "more digits than money": '"' + "9" * 5000 + '"',
    "true": "true",
    "empty": '""',
    "a list": "[]",
    "other digits": '"१००"',
    "a space": '" 5.00"',
    "a sign": '"+5.00"',
    "NUL": '"5\\u0000"',
    "lone surrogate": '"\\ud800"',
}


@pytest.fixture(scope="module")
def order(waiter):
    return waiter.order("dal-makhani", "butter-naan")


@pytest.fixture(scope="module")
def paid(waiter):
    order = waiter.order("dal-makhani")
    return waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json


def rows(database):
    tables = ("payments", "refunds", "outbox", "ledger_entries", "order_parts", "idempotency_keys")
    return {t: database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}  # noqa: S608


def send(caller, path, raw: bytes, content_type="application/json"):
    headers = {"Authorization": bearer(caller.who), "Idempotency-Key": str(new_id())}
    return caller.app.test_client().post(path, data=raw, headers=headers, content_type=content_type)


def refused(database, answer, statuses=(400, 422)):
    assert answer.status_code in statuses, answer.text
    assert answer.content_type == "application/problem+json"
    return answer.json


@pytest.mark.parametrize("name", NO_AMOUNTS)
@pytest.mark.parametrize(
    "act", ["confirm-cash", "create-razorpay-order", "create-upi-qr", "refund"]
)
def test_no_amount(manager, database, order, paid, act, name):
    before = rows(database)
    if act == "refund":
        path = f"/api/payments/{paid['id']}/refunds"
        raw = f'{{"reason": "x", "amount": {NO_AMOUNTS[name]}}}'
    else:
        path = f"/api/payments/{act}"
        raw = '{{"order_id": "{}", "amount": {}}}'.format(order["id"], NO_AMOUNTS[name])
    problem = refused(database, send(manager, path, raw.encode()))
    if problem["status"] == 422:
        assert problem["errors"][0]["field"] == "amount"
    else:
        assert problem["code"] == "malformed-body"
    assert rows(database) == before


@pytest.mark.parametrize("act", ["confirm-cash", "create-razorpay-order", "create-upi-qr"])
def test_orders_that_are_not_ours_to_pay(manager, calling, database, act):
    before = rows(database)
    theirs = calling("waiter", "other-place").order("lassi")
    before["outbox"] += 1
    before["idempotency_keys"] += 1
    for order_id, status in (
        (str(new_id()), 404),
        (theirs["id"], 404),
        ("not-a-uuid", 422),
        (7, 422),
    ):
        raw = json.dumps({"order_id": order_id}).encode()
        problem = refused(database, send(manager, f"/api/payments/{act}", raw), (status,))
        assert status == 404 or problem["errors"][0]["field"] == "order_id"
    assert rows(database) == before


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"order_id": "%s", "note": "' + b"x" * 65_536 + b'"}', 413),
        (b'{"order_id": "a", "order_id": "b"}', 400),
        (b'{"amount": "1.00"}', 422),
        (b"[]", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 50_000, 400),
        (b'{"currency": "USD", "order_id": "00000000-0000-4000-8000-000000000000"}', 422),
    ],
)
def test_bodies_that_are_none(manager, database, raw, status):
    before = rows(database)
    refused(database, send(manager, "/api/payments/confirm-cash", raw), (status,))
    assert rows(database) == before


def test_a_wrong_currency_at_the_gateway_is_not_our_payment(waiter, sandbox, database, begun):
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    database.execute("UPDATE payments SET currency = 'USD' WHERE id = %s", (begun["id"],))
    answer = waiter.post("/api/payments/verify-razorpay", signed)
    assert (answer.status_code, answer.json["code"]) == (409, "payment-mismatch")


def test_another_media_type(manager, database):
    answer = send(manager, "/api/payments/confirm-cash", b"<a/>", "application/xml")
    refused(database, answer, (415,))
