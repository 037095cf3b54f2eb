"""What we read of the gateway's answers; anything else in them is ignored, anything missing is a fault."""

import msgspec


class GatewayOrder(msgspec.Struct):
    """An order at the gateway; `amount` in paise."""

    id: str
    amount: int
    currency: str
    status: str
    receipt: str | None = None


class GatewayPayment(msgspec.Struct):
    """A payment at the gateway; `amount` in paise, `order_id` the gateway's order."""

    id: str
    amount: int
    currency: str
    status: str
    order_id: str | None = None
    error_reason: str | None = None
    error_description: str | None = None


class GatewayRefund(msgspec.Struct):
    """A refund at the gateway; `amount` in paise."""

    id: str
    amount: int
    payment_id: str
    status: str
    receipt: str | None = None


class GatewayRefunds(msgspec.Struct):
    """Refunds of a payment."""

    items: list[GatewayRefund]


class GatewayOrders(msgspec.Struct):
    """One page of orders."""

    items: list[GatewayOrder]
