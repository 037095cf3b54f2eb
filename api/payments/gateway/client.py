"""The razorpay SDK with bounded waits and errors that keep what the gateway said.

The SDK has no timeout of its own, flattens every refusal to its description and shares default
dictionaries between calls; so the session underneath carries the timeout and raises our errors before the
SDK sees a refusal, and every call gets a fresh dictionary.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import razorpay

from api.payments.gateway.answers import (
    GatewayOrder,
    GatewayOrders,
    GatewayPayment,
    GatewayPayments,
    GatewayQr,
    GatewayRefund,
    GatewayRefunds,
)
from api.payments.gateway.breaker import breaker_of
from api.payments.gateway.session import GatewayRefused, GatewaySession, GatewayUnavailable
from chitrail.settings import Settings

T = TypeVar("T")
LARGEST_PAGE = 100
"""Largest page the gateway gives."""
HEALTH_SECONDS = 2.0


class Gateway:
    """The calls we make. Raises GatewayRefused and GatewayUnavailable."""

    def __init__(self, settings: Settings) -> None:
        breaker = breaker_of(settings.razorpay_base_url)
        self._capture_mode = settings.razorpay_capture
        self._sdk = razorpay.Client(
            session=GatewaySession(settings.razorpay_timeout_seconds, breaker),
            auth=(settings.razorpay_key_id, settings.razorpay_key_secret),
            base_url=settings.razorpay_base_url,
        )

    def create_order(
        self, amount_paise: int, currency: str, receipt: str, notes: dict[str, str]
    ) -> GatewayOrder:
        """A new order, its payment captured as the settings say: automatic, or manual by us."""
        body = {
            "amount": amount_paise,
            "currency": currency,
            "receipt": receipt,
            "notes": notes,
            "payment": {"capture": self._capture_mode},
        }
        return _read(lambda: self._sdk.order.create(body), GatewayOrder)

    def order_by_receipt(self, receipt: str) -> GatewayOrder | None:
        """The order an earlier attempt may have made, though its answer was lost."""
        found = _read(lambda: self._sdk.order.all({"receipt": receipt}), GatewayOrders).items
        return found[0] if found else None

    def payment(self, razorpay_payment_id: str) -> GatewayPayment:
        """A payment as it is now."""
        return _read(lambda: self._sdk.payment.fetch(razorpay_payment_id, {}), GatewayPayment)

    def payments_of_order(self, razorpay_order_id: str) -> list[GatewayPayment]:
        """Every attempt at an order."""
        found = _read(lambda: self._sdk.order.payments(razorpay_order_id, {}), GatewayPayments)
        return found.items

    def capture(self, payment: GatewayPayment) -> GatewayPayment:
        """Capture what the bank has authorised, whole."""
        body = {"currency": payment.currency}
        return _read(
            lambda: self._sdk.payment.capture(payment.id, payment.amount, body), GatewayPayment
        )

    def refund(self, razorpay_payment_id: str, amount_paise: int, key: str) -> GatewayRefund:
        """Refund part or all; the same key never refunds twice, and is the refund's receipt."""
        body, headers = {"amount": amount_paise, "receipt": key}, {"X-Refund-Idempotency": key}
        return _read(
            lambda: self._sdk.payment.refund(razorpay_payment_id, body, headers=headers),
            GatewayRefund,
        )

    def refund_by_key(self, razorpay_payment_id: str, key: str) -> GatewayRefund | None:
        """The refund an earlier attempt may have made, though its answer was lost."""
        made = _read(
            lambda: self._sdk.payment.fetch_multiple_refund(
                razorpay_payment_id, {"count": LARGEST_PAGE}
            ),
            GatewayRefunds,
        )
        return next((refund for refund in made.items if refund.receipt == key), None)

    def create_qr(self, amount_paise: int, name: str, key: str, close_at: datetime) -> GatewayQr:
        """A UPI code for one payment of exactly this amount; it closes by itself."""
        body = {
            "type": "upi_qr",
            "name": name,
            "usage": "single_use",
            "fixed_amount": True,
            "payment_amount": amount_paise,
            "close_by": int(close_at.timestamp()),
            "notes": {"payment": key},
        }
        return _read(lambda: self._sdk.qrcode.create(body), GatewayQr)

    def qr(self, razorpay_qr_id: str) -> GatewayQr:
        """A code as it is now."""
        return _read(lambda: self._sdk.qrcode.fetch(razorpay_qr_id, {}), GatewayQr)

    def close_qr(self, razorpay_qr_id: str) -> None:
        """Nobody can pay by the code any more; one that is closed already stays so."""
        try:
            _read(lambda: self._sdk.qrcode.close(razorpay_qr_id), GatewayQr)
        except GatewayRefused:
            if self.qr(razorpay_qr_id).status != "closed":
                raise

    def payments_of_qr(self, razorpay_qr_id: str) -> list[GatewayPayment]:
        """Every payment by a code."""
        found = _read(
            lambda: self._sdk.qrcode.fetch_all_payments(razorpay_qr_id, {"count": LARGEST_PAGE}),
            GatewayPayments,
        )
        return found.items

    def answers(self) -> bool:
        """Whether the gateway takes our keys, asked with a short patience."""
        try:
            self._sdk.order.all({"count": 1}, timeout=HEALTH_SECONDS)
        except (GatewayRefused, GatewayUnavailable):
            return False
        return True


def _read(call: Callable[[], Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(call(), kind)
    except (ValueError, msgspec.ValidationError) as error:
        raise GatewayUnavailable(f"an answer that cannot be read: {error}") from error
