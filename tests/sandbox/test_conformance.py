"""What Razorpay documents and nobody has to pay for: the same checks for the sandbox and its test mode.

Against the sandbox unless RAZORPAY_CONFORMANCE_KEY_ID and RAZORPAY_CONFORMANCE_KEY_SECRET are set; then
against RAZORPAY_CONFORMANCE_URL, or Razorpay itself. Only test keys are taken. It makes orders and a QR code.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import razorpay
import requests

from tests.support.sandbox import RunningSandbox
from tests.support.settings import RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET
from tests.support.waiting import eventually

RAZORPAY = "https://api.razorpay.com"
KEY = "RAZORPAY_CONFORMANCE_KEY_"
UNKNOWN = "00000000000000"
ORDER_FIELDS = {
    *("id", "entity", "amount", "amount_paid", "amount_due", "currency", "receipt", "offer_id"),
    *("status", "attempts", "notes", "created_at"),
}
QR_FIELDS = {
    *("id", "entity", "created_at", "name", "usage", "type", "image_url", "payment_amount"),
    *("status", "description", "fixed_amount", "payments_amount_received"),
    *("payments_count_received", "notes", "customer_id", "close_by"),
}
TIMEOUT = 30


@dataclass
class Gateway:
    url: str
    key_id: str
    key_secret: str

    def __post_init__(self) -> None:
        self.sdk = razorpay.Client(auth=(self.key_id, self.key_secret), base_url=self.url)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        address = f"{self.url}/v1{path}"
        auth = (self.key_id, self.key_secret)
        return requests.request(method, address, auth=auth, timeout=TIMEOUT, **more)

    def refusal(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The error of a call that must be refused with 400."""
        answer = self.call(method, path, **more)
        assert answer.status_code == 400, answer.text
        error: dict[str, Any] = answer.json()["error"]
        assert error["code"] == "BAD_REQUEST_ERROR"
        assert error["description"]
        return error

    def order(self, **more: Any) -> dict[str, Any]:
        body = {"amount": 25000, "currency": "INR", "receipt": f"c-{uuid4().hex}", **more}
        created: dict[str, Any] = self.sdk.order.create(body, timeout=TIMEOUT)
        return created


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    key_id, key_secret = os.environ.get(f"{KEY}ID"), os.environ.get(f"{KEY}SECRET")
    if key_id and key_secret:
        assert key_id.startswith("rzp_test_"), "only test keys: the suite makes orders"
        url = os.environ.get("RAZORPAY_CONFORMANCE_URL") or RAZORPAY
        yield Gateway(url, key_id, key_secret)
        return
    running = RunningSandbox(tmp_path_factory.mktemp("conformance"), "")
    running.start()
    yield Gateway(running.url, RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET)
    running.program.kill()


def is_collection(document: dict[str, Any]) -> bool:
    return bool(document["entity"] == "collection" and document["count"] == len(document["items"]))


def test_a_new_order_has_the_documented_fields(gateway):
    order = gateway.order()
    assert set(order) >= ORDER_FIELDS
    assert order["id"].startswith("order_")
    assert len(order["id"]) == len("order_") + 14
    assert (order["entity"], order["status"], order["currency"]) == ("order", "created", "INR")
    assert (order["amount"], order["amount_paid"], order["amount_due"]) == (25000, 0, 25000)
    assert (order["attempts"], order["offer_id"]) == (0, None)
    fetched = gateway.sdk.order.fetch(order["id"], timeout=TIMEOUT)
    assert {name: fetched[name] for name in ORDER_FIELDS} == {
        name: order[name] for name in ORDER_FIELDS
    }


def test_no_notes_are_an_empty_list_and_notes_can_be_changed(gateway):
    order = gateway.order()
    assert order["notes"] == []
    noted = gateway.sdk.order.edit(order["id"], {"notes": {"table": "T4"}}, timeout=TIMEOUT)
    assert noted["notes"] == {"table": "T4"}
    assert gateway.order(notes={"table": "T5"})["notes"] == {"table": "T5"}


@pytest.mark.parametrize("amount", [100.5, 99, 0, -100, None, "ten"])
def test_a_bad_amount_is_refused_by_its_field(gateway, amount):
    error = gateway.refusal("POST", "/orders", json={"amount": amount, "currency": "INR"})
    assert error["field"] == "amount"


def test_a_fraction_is_refused_in_these_words(gateway):
    error = gateway.refusal("POST", "/orders", json={"amount": 100.5, "currency": "INR"})
    assert error["description"] == "The amount must be an integer."


def test_an_error_has_the_documented_shape(gateway):
    error = gateway.refusal("POST", "/orders", json={"amount": 99, "currency": "INR"})
    assert set(error) >= {"code", "description", "source", "step", "reason", "metadata"}
    assert error["reason"] in ("input_validation_failed", "amount_less_than_minimum_amount")


def test_a_field_too_many_is_refused(gateway):
    body = {"amount": 25000, "currency": "INR", "colour": "red"}
    error = gateway.refusal("POST", "/orders", json=body)
    assert "colour is/are not required and should not be sent" in error["description"]


@pytest.mark.parametrize(
    "change",
    [
        {"receipt": "r" * 41},
        {"notes": {str(number): "x" for number in range(16)}},
        {"notes": {"a": "x" * 513}},
        {"currency": "XYZ"},
    ],
)
def test_what_is_too_long_or_unknown_is_refused(gateway, change):
    gateway.refusal("POST", "/orders", json={"amount": 25000, "currency": "INR", **change})


def test_orders_are_found_by_receipt(gateway):
    order = gateway.order()
    found = gateway.sdk.order.all({"receipt": order["receipt"]}, timeout=TIMEOUT)
    assert is_collection(found)
    assert [item["id"] for item in found["items"]] == [order["id"]]


def test_orders_are_listed_newest_first_in_pages_and_spans(gateway):
    first = gateway.order()
    eventually(lambda: time.time() > first["created_at"] + 1)  # lists are ordered by whole seconds
    second = gateway.order()
    span = {"from": first["created_at"], "to": second["created_at"]}
    ids = [item["id"] for item in gateway.sdk.order.all({**span, "count": 100})["items"]]
    assert ids.index(second["id"]) < ids.index(first["id"])
    assert len(gateway.sdk.order.all({"count": 1})["items"]) == 1
    pages = [gateway.sdk.order.all({**span, "count": 1, "skip": skip})["items"] for skip in (0, 1)]
    assert pages[0][0]["id"] != pages[1][0]["id"]


@pytest.mark.parametrize("query", ["count=101", "count=ten", "skip=-1", "from=1"])
def test_a_bad_page_is_refused(gateway, query):
    gateway.refusal("GET", f"/orders?{query}")


def test_an_order_nobody_paid_has_no_payments(gateway):
    order = gateway.order()
    none = gateway.sdk.order.payments(order["id"], timeout=TIMEOUT)
    assert (none["entity"], none["count"], none["items"]) == ("collection", 0, [])
    path = f"/orders?receipt={order['receipt']}&expand[]=payments"
    (listed,) = gateway.call("GET", path).json()["items"]
    assert listed["payments"]["items"] == []
    path = f"/orders?receipt={order['receipt']}&authorized="
    assert gateway.call("GET", f"{path}1").json()["items"] == []
    assert len(gateway.call("GET", f"{path}0").json()["items"]) == 1


def test_an_order_can_ask_for_its_own_capture(gateway):
    options = {"automatic_expiry_period": 12, "manual_expiry_period": 720}
    order = gateway.order(payment={"capture": "automatic", "capture_options": options})
    assert order["status"] == "created"
    assert gateway.order(partial_payment=True)["status"] == "created"


@pytest.mark.parametrize("listing", ["/orders", "/payments", "/refunds", "/settlements"])
def test_every_list_is_a_collection(gateway, listing):
    assert is_collection(gateway.call("GET", f"{listing}?count=2").json())


@pytest.mark.parametrize(
    "path",
    [
        f"/orders/order_{UNKNOWN}",
        f"/payments/pay_{UNKNOWN}",
        f"/refunds/rfnd_{UNKNOWN}",
        f"/settlements/setl_{UNKNOWN}",
        f"/payments/qr_codes/qr_{UNKNOWN}",
    ],
)
def test_an_unknown_id_is_refused(gateway, path):
    assert "does not exist" in gateway.refusal("GET", path)["description"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/payments/pay_{UNKNOWN}/capture", {"amount": 25000, "currency": "INR"}),
        (f"/payments/pay_{UNKNOWN}/refund", {"amount": 25000}),
        (f"/payments/qr_codes/qr_{UNKNOWN}/close", {}),
    ],
)
def test_nothing_is_done_to_an_unknown_id(gateway, path, body):
    gateway.refusal("POST", path, json=body)


def test_wrong_keys_are_refused(gateway):
    address = f"{gateway.url}/v1/orders"
    for auth in ((gateway.key_id, "wrong"), ("rzp_test_unknown", "wrong"), None):
        answer = requests.get(address, auth=auth, timeout=TIMEOUT)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "BAD_REQUEST_ERROR"


def test_the_reconciliation_list(gateway):
    empty = gateway.sdk.settlement.report({"year": 2016, "month": 2, "day": 3}, timeout=TIMEOUT)
    assert (empty["count"], empty["items"]) == (0, [])
    for query in ("year=2026&month=13", "month=1"):
        gateway.refusal("GET", f"/settlements/recon/combined?{query}")


def test_a_qr_code_is_made_and_closed(gateway):
    close_by = int(time.time()) + 3600
    body = {
        "type": "upi_qr",
        "name": "Table 4",
        "usage": "single_use",
        "fixed_amount": True,
        "payment_amount": 30000,
        "description": "Bill 17",
        "close_by": close_by,
        "notes": {"table": "T4"},
    }
    code = gateway.sdk.qrcode.create(body, timeout=TIMEOUT)
    assert set(code) >= QR_FIELDS
    assert code["id"].startswith("qr_")
    assert (code["entity"], code["status"], code["usage"]) == ("qr_code", "active", "single_use")
    assert (code["payment_amount"], code["fixed_amount"], code["close_by"]) == (
        30000,
        True,
        close_by,
    )
    assert (code["payments_count_received"], code["payments_amount_received"]) == (0, 0)
    assert gateway.sdk.qrcode.fetch(code["id"])["id"] == code["id"]
    assert gateway.sdk.qrcode.fetch_all_payments(code["id"])["items"] == []
    assert code["id"] in [item["id"] for item in gateway.sdk.qrcode.all({"count": 10})["items"]]
    closed = gateway.sdk.qrcode.close(code["id"])
    assert (closed["status"], closed["close_reason"]) == ("closed", "on_demand")
    assert closed["closed_at"] >= closed["created_at"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "carrier_pigeon"},
        {"usage": "daily"},
        {"close_by": 1_000_000_000},
        {"fixed_amount": True},
        {"colour": "red"},
    ],
)
def test_a_bad_qr_code_is_refused(gateway, change):
    body = {"type": "upi_qr", "usage": "multiple_use", **change}
    gateway.refusal("POST", "/payments/qr_codes", json=body)


def test_an_unknown_address_is_refused(gateway):
    error = gateway.call("GET", "/nothing/here").json()["error"]
    assert error["description"] == "The requested URL was not found on the server."
