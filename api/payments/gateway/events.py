"""The gateway's webhooks as we read them; the payload is a snapshot of the moment of the event."""

from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta

from api.payments.gateway.answers import GatewayPayment, GatewayQr, GatewayRefund

T = TypeVar("T")


class Wrapped(msgspec.Struct, Generic[T]):
    """An entity in its envelope."""

    entity: T


class Payload(msgspec.Struct):
    """What an event is about; events about anything else have none of these."""

    payment: Wrapped[GatewayPayment] | None = None
    refund: Wrapped[GatewayRefund] | None = None
    qr_code: Wrapped[GatewayQr] | None = None


class Webhook(msgspec.Struct):
    """One event."""

    event: Annotated[str, Meta(min_length=1, max_length=100)]
    payload: Payload
