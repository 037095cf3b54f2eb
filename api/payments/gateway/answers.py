"""What we read of the gateway's answers; anything else in them is ignored, anything missing is a fault."""

from typing import Annotated

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Amount = Annotated[int, Meta(ge=0, le=10**12)]
"""Paise."""


class GatewayOrder(msgspec.Struct):
    """An order at the gateway; `status` is created, attempted or paid."""

    id: Id
    amount: Amount
    currency: str
    status: str
    receipt: str | None = None


class GatewayPayment(msgspec.Struct):
    """A payment at the gateway; `order_id` is the gateway's order, null when paid by QR code.

    `fee` includes `tax`, its GST; both are known once the payment is captured.
    """

    id: Id
    amount: Amount
    currency: str
    status: str
    order_id: str | None = None
    method: str | None = None
    fee: Amount | None = None
    tax: Amount | None = None
    error_reason: str | None = None
    error_description: str | None = None


class GatewayRefund(msgspec.Struct):
    """A refund at the gateway; `status` is pending, processed or failed."""

    id: Id
    amount: Amount
    payment_id: str
    status: str
    receipt: str | None = None


class GatewayQr(msgspec.Struct):
    """A QR code at the gateway. `image_content` is the UPI link in it, where the gateway tells it."""

    id: Id
    status: str
    image_url: str
    payment_amount: Amount | None = None
    image_content: str | None = None


class GatewayRefunds(msgspec.Struct):
    """Refunds of a payment."""

    items: list[GatewayRefund]


class GatewayOrders(msgspec.Struct):
    """One page of orders."""

    items: list[GatewayOrder]


class GatewayPayments(msgspec.Struct):
    """Payments of an order or of a QR code."""

    items: list[GatewayPayment]
