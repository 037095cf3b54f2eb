"""A drawer as its cashier uses it."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.support.restaurant import Caller


@dataclass(frozen=True)
class Till:
    """An opened drawer."""

    cashier: Caller
    drawer: str
    shift_id: str

    def post(self, act: str, body: dict[str, Any], key: str = "") -> TestResponse:
        """An act on the shift: pay-in, pay-out, no-sale, close."""
        return self.cashier.post(f"/api/drawers/{self.shift_id}/{act}", body, key)

    def no_sale(self, manager: Caller, key: str = "") -> TestResponse:
        """A manager opens the drawer without a sale."""
        path = f"/api/drawers/{self.shift_id}/no-sale"
        return manager.post(path, {"reason": "change for a guest"}, key)

    def move(self, act: str, amount: str, reason: str = "change") -> TestResponse:
        """A pay-in or pay-out that must succeed."""
        answer = self.post(act, {"amount": amount, "reason": reason})
        assert answer.status_code == 200, answer.text
        return answer

    def close(self, counted: str) -> dict[str, Any]:
        """The Z report of closing with a sum."""
        answer = self.post("close", {"counted": counted})
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.get_json()
        return report

    def sell(self, *codes: str) -> dict[str, Any]:
        """A cash payment of a new order into this drawer."""
        order = self.cashier.order(*codes)
        answer = self.take(order)
        assert answer.status_code == 200, answer.text
        payment: dict[str, Any] = answer.get_json()
        return payment

    def take(self, order: dict[str, Any]) -> TestResponse:
        """Ask for cash for an order into this drawer."""
        body = {"order_id": order["id"], "drawer": self.drawer}
        return self.cashier.post("/api/payments/confirm-cash", body)
