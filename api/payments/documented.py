"""What the gateway sends past the types of our routes, for the OpenAPI document."""

from typing import Any, Final

_PAGE: Final = {
    "description": "A page that says what became of the payment",
    "content": {"text/html": {"schema": {"type": "string"}}},
}
_VALUES = ("razorpay_order_id", "razorpay_payment_id", "razorpay_signature")

CALLBACK: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": list(_VALUES),
                    "properties": {name: {"type": "string", "minLength": 1} for name in _VALUES},
                }
            }
        },
    },
    "responses": {
        "200": _PAGE,
        **dict.fromkeys(("401", "404", "409", "422", "502", "503"), _PAGE),
    },
}
"""The form by which the hosted checkout sends the guest's browser back."""

WEBHOOK: Final[dict[str, Any]] = {
    "parameters": [
        {
            "name": "X-Razorpay-Signature",
            "in": "header",
            "required": True,
            "description": "HMAC-SHA256 of the raw body with the webhook secret, in hexadecimal.",
            "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
        {
            "name": "X-Razorpay-Event-Id",
            "in": "header",
            "required": True,
            "description": "The event's id; a repeated one is taken once.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 128},
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {"event": "payment.captured"},
            }
        },
    },
}
"""The gateway's webhook; what is in it is described by the gateway."""
