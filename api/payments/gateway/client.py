"""The razorpay SDK with bounded waits and errors that keep what the gateway said.

The SDK has no timeout of its own, flattens every refusal to its description and shares default
dictionaries between calls; so the session underneath carries the timeout and raises our errors before the
SDK sees a refusal, and every call gets a fresh dictionary.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
import razorpay
import requests

from api.payments.gateway.answers import (
    GatewayOrder,
    GatewayOrders,
    GatewayPayment,
    GatewayRefund,
    GatewayRefunds,
)
from chitrail.errors import ChitrailError
from chitrail.settings import Settings

T = TypeVar("T")
MOST_REFUNDS = 100
"""Largest page the gateway gives."""
CONNECT_SECONDS = 2.0
HEALTH_SECONDS = 2.0
INTERNAL_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR
UNDECIDED = (HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)
"""Not a no: an earlier request under the same key is being worked on, or we ask too often."""


class GatewayRefused(ChitrailError):
    """The gateway understood and said no."""

    status = 409
    code = "gateway-refused"
    title = "The payment gateway refused"


class GatewayUnavailable(ChitrailError):
    """The gateway did not answer, or not in a way that can be believed; it may have acted."""

    status = 502
    code = "gateway-unavailable"
    title = "The payment gateway did not answer"


class Gateway:
    """The calls we make. Raises GatewayRefused and GatewayUnavailable."""

    def __init__(self, settings: Settings) -> None:
        session = _Session(settings.razorpay_timeout_seconds)
        self._sdk = razorpay.Client(
            session=session,
            auth=(settings.razorpay_key_id, settings.razorpay_key_secret),
            base_url=settings.razorpay_base_url,
        )

    def create_order(
        self, amount_paise: int, currency: str, receipt: str, notes: dict[str, str]
    ) -> GatewayOrder:
        """A new order; its payment is captured as soon as the bank authorises it."""
        body = {
            "amount": amount_paise,
            "currency": currency,
            "receipt": receipt,
            "notes": notes,
            "payment": {"capture": "automatic"},
        }
        return _read(lambda: self._sdk.order.create(body), GatewayOrder)

    def order_by_receipt(self, receipt: str) -> GatewayOrder | None:
        """The order an earlier attempt may have made, though its answer was lost."""
        found = _read(lambda: self._sdk.order.all({"receipt": receipt}), GatewayOrders).items
        return found[0] if found else None

    def payment(self, razorpay_payment_id: str) -> GatewayPayment:
        """A payment as it is now."""
        return _read(lambda: self._sdk.payment.fetch(razorpay_payment_id, {}), GatewayPayment)

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
                razorpay_payment_id, {"count": MOST_REFUNDS}
            ),
            GatewayRefunds,
        )
        return next((refund for refund in made.items if refund.receipt == key), None)

    def answers(self) -> bool:
        """Whether the gateway takes our keys, asked with a short patience."""
        try:
            self._sdk.order.all({"count": 1}, timeout=HEALTH_SECONDS)
        except (GatewayRefused, GatewayUnavailable):
            return False
        return True


class _Session(requests.Session):
    """Times every request out and turns every refusal into our errors."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def request(self, *args: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", (CONNECT_SECONDS, self.seconds))
        options["allow_redirects"] = False
        try:
            response = super().request(*args, **options)
        except requests.RequestException as error:
            raise GatewayUnavailable(f"no answer: {type(error).__name__}") from error
        if response.status_code != HTTPStatus.OK:
            raise _refusal(response)
        return response


def _refusal(response: requests.Response) -> ChitrailError:
    try:
        error = response.json()["error"]
        description = str(error["description"])
        said = {f"gateway_{name}": error.get(name) for name in ("code", "field", "reason")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return GatewayUnavailable(f"answer {response.status_code} without a reason")
    if response.status_code in UNDECIDED or response.status_code >= INTERNAL_ERROR:
        return GatewayUnavailable(f"answer {response.status_code}: {description}")
    return GatewayRefused(description, gateway_status=response.status_code, **said)


def _read(call: Callable[[], Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(call(), kind)
    except (ValueError, msgspec.ValidationError) as error:
        raise GatewayUnavailable(f"an answer that cannot be read: {error}") from error
