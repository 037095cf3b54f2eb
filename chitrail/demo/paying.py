"""How guests of the demonstration pay, each way through the public API and the sandbox's door for guests."""

import time
from decimal import ROUND_CEILING, Decimal
from typing import Any

import requests

from chitrail.demo.client import TIMEOUT_SECONDS, Client
from chitrail.demo.guests import CASH, CHECKOUT, CLOSED_BROWSER, DECLINED, SPLIT, UPI_CODE
from chitrail.errors import Unavailable
from chitrail.settings import Settings

GOOD_CARD = "4100280000001007"
DECLINED_CARD = "4100280000060003"
"""Razorpay's test cards: one that pays, one that the bank declines."""
BANKNOTE = Decimal(100)
TIP = Decimal(20)
WEBHOOK_SECONDS = 60.0
WEBHOOK_POLL_SECONDS = 0.2

Payment = dict[str, Any]


class Paying:
    """Takes the money for an order, the way its party wants."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def pay(self, order: dict[str, Any], way: str, waiter: Client) -> Payment:
        """Settle an order; the payment, or the last of them."""
        act = {
            CASH: self._cash,
            CHECKOUT: self._checkout,
            CLOSED_BROWSER: self._closed_browser,
            DECLINED: self._declined,
            UPI_CODE: self._upi_code,
            SPLIT: self._split,
        }[way]
        return act(order, waiter)

    def _cash(self, order: dict[str, Any], waiter: Client, **more: str) -> Payment:
        """Notes of a hundred, and a tip when the bill is a big one."""
        due = Decimal(more.pop("due", order["total"]))
        tip = TIP if due >= BANKNOTE * 5 else Decimal(0)
        notes = ((due + tip) / BANKNOTE).to_integral_value(ROUND_CEILING) * BANKNOTE
        body = {"order_id": order["id"], "tip": f"{tip:.2f}", "tendered": f"{notes:.2f}", **more}
        payment: Payment = waiter.post("/api/payments/confirm-cash", body)
        return payment

    def _checkout(self, order: dict[str, Any], waiter: Client) -> Payment:
        attempt = self._begin(order, waiter)
        signed = self._guest_pays(order_id=attempt["razorpay_order_id"], card_number=GOOD_CARD)
        payment: Payment = waiter.post("/api/payments/verify-razorpay", signed)
        return payment

    def _closed_browser(self, order: dict[str, Any], waiter: Client) -> Payment:
        attempt = self._begin(order, waiter)
        self._guest_pays(order_id=attempt["razorpay_order_id"], card_number=GOOD_CARD)
        return self._until_completed(waiter, attempt["id"])

    def _declined(self, order: dict[str, Any], waiter: Client) -> Payment:
        attempt = self._begin(order, waiter)
        self._guest_pays(order_id=attempt["razorpay_order_id"], card_number=DECLINED_CARD)
        return self._cash(order, waiter)

    def _upi_code(self, order: dict[str, Any], waiter: Client, **part: str) -> Payment:
        body = {"order_id": order["id"], **part}
        attempt = waiter.post("/api/payments/create-upi-qr", body)
        self._guest_pays(qr_code_id=attempt["razorpay_qr_id"])
        return self._until_completed(waiter, attempt["id"])

    def _split(self, order: dict[str, Any], waiter: Client) -> Payment:
        """Two friends pay half each: one in cash, one with the phone."""
        body = {"by": "EQUAL", "count": 2}
        first, second = waiter.post(f"/api/orders/{order['id']}/split", body)["parts"]
        self._cash(order, waiter, due=first["amount"], part_id=first["id"])
        return self._upi_code(order, waiter, part_id=second["id"])

    def _begin(self, order: dict[str, Any], waiter: Client) -> Payment:
        attempt: Payment = waiter.post(
            "/api/payments/create-razorpay-order", {"order_id": order["id"]}
        )
        return attempt

    def _guest_pays(self, **fields: str) -> dict[str, Any]:
        """What the guest does on the gateway's page or phone; the sandbox offers a door for it."""
        response = requests.post(
            f"{self.settings.razorpay_base_url}/sandbox/pay",
            json={"method": "card" if "card_number" in fields else "upi", **fields},
            auth=(self.settings.razorpay_key_id, self.settings.razorpay_key_secret),
            timeout=TIMEOUT_SECONDS,
        )
        answer: dict[str, Any] = response.json()
        return answer

    def _until_completed(self, waiter: Client, payment_id: str) -> Payment:
        """Poll as a waiter would look at the screen, until the webhook has told the API."""
        deadline = time.monotonic() + WEBHOOK_SECONDS
        while time.monotonic() < deadline:
            payment: Payment = waiter.get(f"/api/payments/{payment_id}")
            if payment["status"] == "COMPLETED":
                return payment
            time.sleep(WEBHOOK_POLL_SECONDS)
        raise Unavailable(f"no webhook came for payment {payment_id} in {WEBHOOK_SECONDS:.0f} s")
