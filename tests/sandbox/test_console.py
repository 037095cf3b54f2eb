"""The page for people: everything on it, and its forms, from the page itself only."""

import re

import pytest
import requests
from playwright.sync_api import expect, sync_playwright

from tests.sandbox.test_settlements import paid
from tests.support.waiting import eventually

FORMS = (
    "/console/faults",
    "/console/faults/clear",
    "/console/scan",
    "/console/settle",
    "/console/clock",
    "/console/authorize",
)


def send(sandbox, form, origin=None, **fields):
    headers = {"Origin": origin or sandbox.url}
    return requests.post(f"{sandbox.url}{form}", data=fields, headers=headers, timeout=5)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_from_elsewhere_is_refused(shared, form):
    assert send(shared, form, origin="https://evil.example").status_code == 403
    assert requests.post(f"{shared.url}{form}", timeout=5).status_code == 403
    assert send(shared, form, origin="null").status_code == 403


def test_the_page_shows_everything_under_a_strict_policy(sandbox, receiver):
    sandbox.fault("webhook_lost", path="payment.captured")
    payment_id = paid(sandbox)
    refund = sandbox.sdk.payment.refund(payment_id, {"amount": 100})
    code = sandbox.sdk.qrcode.create({"type": "upi_qr", "usage": "multiple_use"})
    settlement = sandbox.door("settle")["settlement"]
    eventually(lambda: "settlement.processed" in receiver.events())
    shown = requests.get(sandbox.url, timeout=5)
    for part in (payment_id, refund["id"], code["id"], settlement["id"], "webhook_lost"):
        assert part in shown.text
    for state in ("captured", "processed", "active", "delivered", "lost"):
        assert f'<span class="status {state}">' in shown.text
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in shown.text
    assert not re.search(r'style="', shown.text)


def test_the_forms_do_what_they_say(sandbox, order):
    refused = sandbox.pay(order["id"], card_number="4100280000090000").json()["error"]
    assert send(sandbox, "/console/authorize", payment_id=refused["payment_id"]).status_code == 200
    assert sandbox.sdk.order.fetch(order["id"])["status"] == "paid"
    code = sandbox.sdk.qrcode.create({"type": "upi_qr", "usage": "multiple_use"})
    assert send(sandbox, "/console/scan", qr_code_id=code["id"], rupees="123.45").status_code == 200
    assert sandbox.sdk.qrcode.fetch(code["id"])["payments_amount_received"] == 12345
    assert send(sandbox, "/console/settle").status_code == 200
    assert sandbox.sdk.settlement.all()["count"] == 1
    before = sandbox.call("GET", "/sandbox/clock").json()["offset_seconds"]
    assert send(sandbox, "/console/clock", advance_seconds="3600").status_code == 200
    assert sandbox.call("GET", "/sandbox/clock").json()["offset_seconds"] == before + 3600
    form = {"kind": "rate_limited", "times": "2", "path": "orders", "seconds": ""}
    assert send(sandbox, "/console/faults", **form).status_code == 200
    assert sandbox.call("GET", "/v1/orders").status_code == 429
    assert send(sandbox, "/console/faults/clear").status_code == 200
    assert sandbox.call("GET", "/v1/orders").status_code == 200


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("/console/authorize", {"payment_id": "pay_unknown"}),
        ("/console/scan", {"qr_code_id": "qr_unknown"}),
        ("/console/settle", {}),
        ("/console/clock", {"advance_seconds": "-1"}),
        ("/console/faults", {"kind": "earthquake"}),
        ("/webhooks/evt_unknown/resend", {}),
    ],
)
def test_a_refused_form_says_why_on_the_page(shared, form, fields):
    refused = send(shared, form, **fields)
    assert refused.status_code == 400
    assert 'id="notice"' in refused.text


@pytest.mark.parametrize("rupees", ["1.234", "NaN", "Infinity", "ten", "0.99"])
def test_a_strange_amount_is_refused(shared, rupees):
    code = shared.sdk.qrcode.create({"type": "upi_qr", "usage": "multiple_use"})
    assert send(shared, "/console/scan", qr_code_id=code["id"], rupees=rupees).status_code == 400


@pytest.mark.browser
def test_a_browser_may_use_the_forms(sandbox, order):
    sandbox.pay(order["id"], card_number="4100280000090000")
    sandbox.sdk.qrcode.create({"type": "upi_qr", "usage": "multiple_use", "name": "Counter"})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic"],
        )
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(sandbox.url)
        page.get_by_role("button", name="Authorize late").click()
        expect(page.locator("#payments .status.captured")).to_have_count(1)
        page.locator("#qr-codes input[name=rupees]").fill("99.50")
        page.get_by_role("button", name="Pay").click()
        expect(page.locator("#qr-codes")).to_contain_text("1 · ₹99.50")
        page.get_by_role("button", name="Settle now").click()
        expect(page.locator("#settlements tbody tr")).to_have_count(1)
        browser.close()
    assert complaints == []
