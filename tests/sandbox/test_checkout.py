"""The checkout page, with and without a browser's help."""

import re
import subprocess
import sys

import pytest
import requests

from tests.support.settings import RAZORPAY_KEY_ID


@pytest.fixture
def sandbox(shared):
    """One for all tests of this module: none looks at what others did."""
    return shared


def page(sandbox, order, **more):
    return {"order_id": order["id"], "key_id": RAZORPAY_KEY_ID, **more}


def test_the_page_shows_the_bill_and_a_payment_shows_the_signed_values(sandbox, order):
    address = f"{sandbox.url}/v1/checkout/embedded"
    shown = requests.get(address, params=page(sandbox, order, name="Udupi Bhavan"), timeout=5)
    assert "Udupi Bhavan" in shown.text
    assert "₹250.00" in shown.text
    assert "script-src 'nonce-" in shown.headers["Content-Security-Policy"]
    form = page(sandbox, order, method="upi", vpa="success@razorpay")
    paid = requests.post(address, data=form, timeout=5).text
    values = dict(re.findall(r'<dd id="(razorpay_\w+)">([^<]+)</dd>', paid))
    assert sandbox.sdk.utility.verify_payment_signature(values)


def test_a_failed_payment_says_why_and_offers_the_form_again(sandbox, order):
    form = page(sandbox, order, method="card", card_number="4100 2800 0008 0001")
    failed = requests.post(f"{sandbox.url}/v1/checkout/embedded", data=form, timeout=5).text
    assert 'data-reason="insufficient_fund"' in failed
    assert 'id="pay"' in failed


def test_a_guest_may_cancel_at_the_bank(sandbox, order):
    address = f"{sandbox.url}/v1/checkout/embedded"
    form = page(sandbox, order, cancel="1", card_number="4100 2800 0000 1007")
    card = requests.post(address, data={**form, "method": "card"}, timeout=5).text
    assert 'data-reason="payment_cancelled"' in card
    upi = requests.post(address, data={**form, "method": "upi"}, timeout=5).text
    assert 'id="paid"' in upi


def test_the_page_asks_for_what_is_due(sandbox):
    order = sandbox.sdk.order.create({"amount": 5000, "currency": "INR", "partial_payment": True})
    sandbox.pay(order["id"], amount=1234)
    address = f"{sandbox.url}/v1/checkout/embedded"
    assert "₹37.66" in requests.get(address, params=page(sandbox, order), timeout=5).text


def test_the_guest_is_sent_on_to_the_callback_with_the_values(sandbox, order):
    form = page(sandbox, order, callback_url="https://pos.example/paid", method="netbanking")
    paid = requests.post(f"{sandbox.url}/v1/checkout/embedded", data=form, timeout=5)
    assert 'action="https://pos.example/paid"' in paid.text
    assert "form-action 'self' https://pos.example;" in paid.headers["Content-Security-Policy"]


def test_a_callback_that_is_no_web_address_and_a_foreign_key_are_refused(sandbox, order):
    address = f"{sandbox.url}/v1/checkout/embedded"
    script = page(sandbox, order, callback_url="javascript:alert(1)")
    assert requests.get(address, params=script, timeout=5).status_code == 400
    foreign = {"order_id": order["id"], "key_id": "rzp_test_other"}
    assert requests.get(address, params=foreign, timeout=5).status_code == 400


def test_names_are_escaped(sandbox, order):
    address = f"{sandbox.url}/v1/checkout/embedded"
    shown = requests.get(
        address, params=page(sandbox, order, name="<script>x</script>"), timeout=5
    ).text
    assert "<script>x" not in shown


def test_the_sandbox_does_not_start_without_secrets():
    done = subprocess.run(
        [sys.executable, "-m", "sandbox"], env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "RAZORPAY_KEY_SECRET" in done.stderr
