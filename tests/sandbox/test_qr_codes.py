"""UPI QR codes as the real SDK sees them, and the image."""

import hashlib
import time

import pytest
import razorpay
import requests

from sandbox import qr_image
from tests.support.waiting import eventually

FIXED = {
    "type": "upi_qr",
    "name": "Table 4",
    "usage": "single_use",
    "fixed_amount": True,
    "payment_amount": 25000,
    "description": "Bill 17",
    "notes": {"table": "T4"},
}
OPEN = {"type": "upi_qr", "usage": "multiple_use"}


def scan(sandbox, code, **fields):
    body = {"qr_code_id": code["id"], **fields}
    return sandbox.call("POST", "/sandbox/pay", json=body)


def test_a_code_for_one_payment_is_paid_and_closes(sandbox, receiver):
    code = sandbox.sdk.qrcode.create(FIXED)
    assert (code["status"], code["payments_count_received"], code["close_reason"]) == (
        "active",
        0,
        None,
    )
    payment_id = scan(sandbox, code).json()["razorpay_payment_id"]
    payment = sandbox.sdk.payment.fetch(payment_id)
    assert (payment["order_id"], payment["method"], payment["status"], payment["amount"]) == (
        None,
        "upi",
        "captured",
        25000,
    )
    assert payment["notes"] == {"table": "T4"}
    closed = sandbox.sdk.qrcode.fetch(code["id"])
    assert (closed["status"], closed["close_reason"], closed["payments_amount_received"]) == (
        "closed",
        "paid",
        25000,
    )
    assert sandbox.sdk.qrcode.fetch_all_payments(code["id"])["items"] == [payment]
    assert scan(sandbox, code).status_code == 400
    eventually(lambda: len(receiver.taken) == 4)
    assert receiver.events() == [
        "qr_code.created",
        "payment.captured",
        "qr_code.credited",
        "qr_code.closed",
    ]
    told = receiver.bodies("qr_code.credited")[0]
    assert told["contains"] == ["payment", "qr_code"]
    assert told["payload"]["payment"]["entity"]["id"] == payment_id
    assert told["payload"]["qr_code"]["entity"]["payments_count_received"] == 1
    assert sandbox.call("GET", "/sandbox/ledger").json()["totals"]["credit"] == 25000 - 590


def test_an_open_code_takes_many_payments_until_it_is_closed(sandbox):
    code = sandbox.sdk.qrcode.create(OPEN)
    for amount in (10000, 12345):
        assert scan(sandbox, code, amount=amount).status_code == 200
    assert scan(sandbox, code).json()["error"]["field"] == "amount"
    refused = scan(sandbox, code, amount=500, vpa="failure@razorpay")
    assert (refused.status_code, refused.json()["error"]["reason"]) == (402, "payment_failed")
    closed = sandbox.sdk.qrcode.close(code["id"])
    assert (closed["status"], closed["close_reason"], closed["payments_amount_received"]) == (
        "closed",
        "on_demand",
        22345,
    )
    assert closed["payments_count_received"] == 2
    with pytest.raises(razorpay.errors.BadRequestError, match="already closed"):
        sandbox.sdk.qrcode.close(code["id"])


def test_another_amount_than_the_codes_is_refused(sandbox):
    code = sandbox.sdk.qrcode.create(FIXED)
    assert scan(sandbox, code, amount=100).status_code == 400
    assert scan(sandbox, code, amount=25000).status_code == 200


def test_a_code_closes_by_its_time(sandbox, receiver):
    moment = sandbox.call("GET", "/sandbox/clock").json()["now"] + 600
    code = sandbox.sdk.qrcode.create({**FIXED, "close_by": moment})
    sandbox.advance(500)
    assert sandbox.sdk.qrcode.fetch(code["id"])["status"] == "active"
    sandbox.advance(101)
    assert sandbox.sdk.qrcode.fetch(code["id"])["close_reason"] == "expired"
    eventually(lambda: "qr_code.closed" in receiver.events())


def test_a_payment_by_code_can_be_refunded_and_is_settled(sandbox):
    code = sandbox.sdk.qrcode.create(FIXED)
    payment_id = scan(sandbox, code).json()["razorpay_payment_id"]
    refund = sandbox.sdk.payment.refund(payment_id, {"amount": 5000})
    assert "rrn" in refund["acquirer_data"]
    assert sandbox.door("settle")["lines"] == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "bharat_qr"}, "type"),
        ({"usage": "daily"}, "usage"),
        ({"usage": None}, "usage"),
        ({"payment_amount": None}, "payment_amount"),
        ({"payment_amount": 99}, "payment_amount"),
        ({"fixed_amount": "perhaps"}, "fixed_amount"),
        ({"close_by": int(time.time()) + 60}, "close_by"),
        ({"close_by": 2**31}, "close_by"),
        ({"notes": {"a": "x" * 257}}, "notes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_code_is_refused_by_field(shared, change, field):
    answer = shared.call("POST", "/v1/payments/qr_codes", json={**FIXED, **change})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_codes_are_listed_and_found(sandbox):
    mine = sandbox.sdk.qrcode.create({**OPEN, "customer_id": "cust_HKsR5se84c5LTO"})
    other = sandbox.sdk.qrcode.create(FIXED)
    payment_id = scan(sandbox, other).json()["razorpay_payment_id"]
    everything = sandbox.sdk.qrcode.all()["items"]
    assert [code["id"] for code in everything] == [other["id"], mine["id"]]
    (found,) = sandbox.sdk.qrcode.all({"customer_id": "cust_HKsR5se84c5LTO"})["items"]
    assert found["id"] == mine["id"]
    (found,) = sandbox.sdk.qrcode.all({"payment_id": payment_id})["items"]
    assert found["id"] == other["id"]


def test_the_image_is_the_payment_request(shared):
    code = shared.sdk.qrcode.create(FIXED)
    assert code["image_content"] == (
        f"upi://pay?pa=chitrail.sandbox@razorpay&pn=Chitrail%20demo%20restaurant&tr={code['id']}"
        "&am=250.00&cu=INR&mc=5812"
    )
    image = requests.get(code["image_url"], timeout=5)
    assert image.headers["Content-Type"].startswith("image/svg+xml")
    assert image.text == qr_image.svg(code["image_content"])
    assert requests.get(f"{shared.url}/qr_codes/qr_nosuch.svg", timeout=5).status_code == 400


@pytest.mark.parametrize(  # hashes of the symbols another encoder makes of the same texts
    ("length", "digest"),
    [
        (1, "76506d872ab357d3"),
        (26, "7ff3ccdc2dd50aa0"),
        (40, "d95e30eaaa232ea5"),
        (60, "88732a0ecc6f31c1"),
        (84, "103c3f142f800091"),
        (100, "d489e2f240111a3d"),
        (122, "20197451d10bff19"),
        (150, "61dba062c4c8cf4c"),
        (170, "fe8333bdbc5ae861"),
        (213, "210cbf1b1d6e141d"),
    ],
)
def test_the_symbol_is_that_of_another_encoder(length, digest):
    text = ("upi://pay?pa=a.b@upi&tr=qr_AbC&am=250.00&cu=INR&" * 6)[:length]
    rows = ["".join("#" if dark else "." for dark in row) for row in qr_image.symbol(text)]
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] == digest


def test_a_text_that_does_not_fit_is_refused():
    with pytest.raises(qr_image.TooLong):
        qr_image.symbol("x" * 214)
