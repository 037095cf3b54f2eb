"""An outlet that can issue invoices, and orders that are paid."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.restaurant import Caller

GSTIN = "29AAGCB7383J1Z4"
IDENTITY = {
    "legal_name": "Spice Lane Foods LLP",
    "address": "12 MG Road\nBengaluru 560001",
    "state_code": "29",
    "gstin": GSTIN,
    "fssai_number": "11223344556677",
    "series": "SL",
    "footer": "Thank you, come again",
}


@pytest.fixture(scope="module")
def identity(manager: Caller) -> dict[str, Any]:
    """The outlet's settings, registered under the regular scheme."""
    answer = manager.post("/api/invoices/settings", IDENTITY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.fixture(scope="module")
def paid(waiter: Caller) -> Callable[..., dict[str, Any]]:
    """paid("lassi") is an order of a lassi, paid in cash."""

    def order(*codes: str, caller: Caller = waiter, **more: Any) -> dict[str, Any]:
        placed = caller.order(*codes, **more)
        answer = caller.post("/api/payments/confirm-cash", {"order_id": placed["id"]})
        assert answer.status_code == 200, answer.text
        return placed

    return order


@pytest.fixture(scope="module")
def issued(
    waiter: Caller, identity: dict[str, Any], paid: Callable[..., dict[str, Any]]
) -> Callable[..., dict[str, Any]]:
    """issued("lassi") is the invoice of such an order."""

    def invoice(*codes: str, buyer: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        order = paid(*codes, **more)
        answer = waiter.post(f"/api/orders/{order['id']}/invoice", buyer or {})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    return invoice
