"""Razorpay's signatures, checked in constant time on bytes."""

import hmac
from collections.abc import Iterable
from hashlib import sha256


def checkout_is_signed(
    razorpay_order_id: str, razorpay_payment_id: str, signature: str, key_secret: str
) -> bool:
    """Whether the checkout's signature is over our order and that payment (HMAC-SHA256, hex)."""
    message = f"{razorpay_order_id}|{razorpay_payment_id}".encode()
    return _matches(message, signature, key_secret)


def webhook_is_signed(body: bytes, signature: str, secrets: Iterable[str]) -> bool:
    """Whether one of the secrets signed the raw body; after a rotation repeats carry the old one."""
    return any(_matches(body, signature, secret) for secret in secrets if secret)


def _matches(message: bytes, signature: str, secret: str) -> bool:
    expected = hmac.new(secret.encode(), message, sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
