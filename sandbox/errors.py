"""Errors in Razorpay's shape."""

from http import HTTPStatus
from typing import Any


class ApiError(Exception):
    """`code` is BAD_REQUEST_ERROR, GATEWAY_ERROR or SERVER_ERROR."""

    def __init__(
        self,
        description: str,
        *,
        field: str | None = None,
        reason: str = "input_validation_failed",
        status: int = HTTPStatus.BAD_REQUEST,
        code: str = "BAD_REQUEST_ERROR",
        source: str = "business",
        step: str = "payment_initiation",
        metadata: dict[str, str] | None = None,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.body: dict[str, Any] = {
            "error": {
                "code": code,
                "description": description,
                "source": source,
                "step": step,
                "reason": reason,
                "metadata": metadata or {},
                **({"field": field} if field else {}),
            }
        }


def unknown_id() -> ApiError:
    """No entity has the id given."""
    return ApiError(
        "The id provided does not exist", field="id", source="NA", step="NA", reason="NA"
    )
