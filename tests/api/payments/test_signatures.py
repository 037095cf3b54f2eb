"""Our signature checks against the SDK's own, which is the oracle."""

import hmac
from hashlib import sha256

import razorpay
from hypothesis import given
from hypothesis import strategies as st
from razorpay.errors import SignatureVerificationError

from api.payments.gateway.signatures import checkout_is_signed, webhook_is_signed

secrets = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=40)
ids = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789_", min_size=1, max_size=24)


def by_sdk(check, *arguments):
    try:
        return bool(check(*arguments))
    except SignatureVerificationError:
        return False


@given(ids, ids, secrets, secrets)
def test_the_checkouts_signature(order, payment, signing, checking):
    signature = hmac.new(signing.encode(), f"{order}|{payment}".encode(), sha256).hexdigest()
    oracle = razorpay.Client(auth=("key", checking)).utility.verify_payment_signature
    parameters = {
        "razorpay_order_id": order,
        "razorpay_payment_id": payment,
        "razorpay_signature": signature,
    }
    ours = checkout_is_signed(order, payment, signature, checking)
    assert ours == by_sdk(oracle, parameters) == (signing == checking)


@given(st.text(max_size=200), secrets, secrets)
def test_a_webhooks_signature(body, signing, checking):
    signature = hmac.new(signing.encode(), body.encode(), sha256).hexdigest()
    oracle = razorpay.Client(auth=("key", "secret")).utility.verify_webhook_signature
    ours = webhook_is_signed(body.encode(), signature, [checking, ""])
    assert ours == by_sdk(oracle, body, signature, checking) == (signing == checking)


@given(st.binary(max_size=200), st.text(max_size=80))
def test_any_text_may_come_as_a_signature(body, signature):
    assert not webhook_is_signed(body, signature, ["secret"])
