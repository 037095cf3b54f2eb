"""A lunch hour: waiters place orders, cooks bump tickets, guests pay, a manager refunds."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from itertools import cycle
from typing import Any

import requests

from chitrail.demo.client import TIMEOUT_SECONDS, Client
from chitrail.demo.guests import CASH, CHECKOUT, CLOSED_BROWSER, DECLINED, WALKED_OUT, Guest
from chitrail.errors import Unavailable
from chitrail.ids import new_id
from chitrail.settings import Settings

PARALLEL = 4
GOOD_CARD = "4100280000001007"
DECLINED_CARD = "4100280000060003"
"""Razorpay's test cards: one that pays, one that the bank declines."""
BANKNOTE = Decimal(100)
REFUND_SHARE = Decimal("0.25")
WEBHOOK_SECONDS = 60.0
WEBHOOK_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Crew:
    """The people on shift, signed in."""

    waiters: Sequence[Client]
    cook: Client
    manager: Client


@dataclass
class Tally:
    """What the play did, for the report."""

    counts: Counter[str] = field(default_factory=Counter)
    placed: list[str] = field(default_factory=list)


class Lunch:
    """Plays parties of guests through the API, several at a time."""

    def __init__(self, settings: Settings, crew: Crew, progress: Callable[[], None]) -> None:
        self.settings = settings
        self.crew = crew
        self.progress = progress
        self.tally = Tally()

    def play(self, parties: Sequence[Guest]) -> Tally:
        """Serve every party to the end; the first failure stops the play and is raised."""
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="party") as pool:
            visits = [
                pool.submit(self._visit, party, waiter)
                for party, waiter in zip(parties, cycle(self.crew.waiters), strict=False)
            ]
            for visit in visits:
                visit.result()
        return self.tally

    def _visit(self, party: Guest, waiter: Client) -> None:
        order = waiter.post("/api/orders", {"id": str(new_id()), **party.order})
        self.tally.placed.append(order["id"])
        if party.way == WALKED_OUT:
            waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "guest left"})
            self.tally.counts["cancelled"] += 1
        else:
            self._cook(order)
            payment = self._pay(order, party, waiter)
            waiter.post(f"/api/orders/{order['id']}/advance", {"to": "SERVED"})
            waiter.post(f"/api/orders/{order['id']}/complete")
            self.tally.counts["completed"] += 1
            if party.complains:
                self._refund(payment)
        self.progress()

    def _cook(self, order: dict[str, Any]) -> None:
        for ticket in order["tickets"]:
            for status in ("PREPARING", "READY"):
                self.crew.cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": status})

    def _pay(self, order: dict[str, Any], party: Guest, waiter: Client) -> dict[str, Any]:
        pay = {
            CASH: self._pay_cash,
            CHECKOUT: self._pay_at_checkout,
            CLOSED_BROWSER: self._pay_and_close,
            DECLINED: self._pay_after_decline,
        }[party.way]
        self.tally.counts[party.way] += 1
        return pay(order, waiter)

    def _pay_cash(self, order: dict[str, Any], waiter: Client) -> dict[str, Any]:
        notes = (Decimal(order["total"]) / BANKNOTE).to_integral_value(ROUND_CEILING) * BANKNOTE
        body = {"order_id": order["id"], "tendered": f"{notes:.2f}"}
        payment: dict[str, Any] = waiter.post("/api/payments/confirm-cash", body)
        return payment

    def _pay_at_checkout(self, order: dict[str, Any], waiter: Client) -> dict[str, Any]:
        attempt = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
        signed = self._checkout(attempt["razorpay_order_id"], GOOD_CARD)
        payment: dict[str, Any] = waiter.post("/api/payments/verify-razorpay", signed)
        return payment

    def _pay_and_close(self, order: dict[str, Any], waiter: Client) -> dict[str, Any]:
        attempt = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
        self._checkout(attempt["razorpay_order_id"], GOOD_CARD)
        return self._until_completed(waiter, attempt["id"])

    def _pay_after_decline(self, order: dict[str, Any], waiter: Client) -> dict[str, Any]:
        attempt = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
        self._checkout(attempt["razorpay_order_id"], DECLINED_CARD)
        return self._pay_cash(order, waiter)

    def _refund(self, payment: dict[str, Any]) -> None:
        amount = (Decimal(payment["amount"]) * REFUND_SHARE).quantize(Decimal("0.01"))
        body = {"amount": str(amount), "reason": "guest complained"}
        self.crew.manager.post(f"/api/payments/{payment['id']}/refunds", body)
        self.tally.counts["refunded"] += 1

    def _checkout(self, razorpay_order_id: str, card: str) -> dict[str, Any]:
        """What the guest does on the gateway's page; the sandbox offers a door for it."""
        response = requests.post(
            f"{self.settings.razorpay_base_url}/sandbox/pay",
            json={"order_id": razorpay_order_id, "method": "card", "card_number": card},
            auth=(self.settings.razorpay_key_id, self.settings.razorpay_key_secret),
            timeout=TIMEOUT_SECONDS,
        )
        answer: dict[str, Any] = response.json()
        return answer

    def _until_completed(self, waiter: Client, payment_id: str) -> dict[str, Any]:
        """Poll as a waiter would look at the screen, until the webhook has told the API."""
        deadline = time.monotonic() + WEBHOOK_SECONDS
        while time.monotonic() < deadline:
            payment: dict[str, Any] = waiter.get(f"/api/payments/{payment_id}")
            if payment["status"] == "COMPLETED":
                return payment
            time.sleep(WEBHOOK_POLL_SECONDS)
        raise Unavailable(f"no webhook came for payment {payment_id} in {WEBHOOK_SECONDS:.0f} s")
