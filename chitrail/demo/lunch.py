"""A lunch hour: waiters place orders, cooks bump tickets, guests pay, a manager refunds."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from itertools import cycle
from typing import Any

from chitrail.demo.client import Client
from chitrail.demo.guests import WALKED_OUT, Guest
from chitrail.demo.paying import Paying
from chitrail.ids import new_id
from chitrail.settings import Settings

PARALLEL = 4
REFUND_SHARE = Decimal("0.25")


@dataclass(frozen=True)
class Crew:
    """The people on shift, signed in."""

    waiters: Sequence[Client]
    cook: Client
    cashier: Client
    manager: Client


@dataclass
class Tally:
    """What the play did, for the report."""

    counts: Counter[str] = field(default_factory=Counter)
    placed: list[str] = field(default_factory=list)


class Lunch:
    """Plays parties of guests through the API, several at a time."""

    def __init__(self, settings: Settings, crew: Crew, progress: Callable[[], None]) -> None:
        self.crew = crew
        self.paying = Paying(settings)
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
            payment = self.paying.pay(order, party.way, waiter)
            self.tally.counts[party.way] += 1
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

    def _refund(self, payment: dict[str, Any]) -> None:
        rupees = (Decimal(payment["amount"]) * REFUND_SHARE).to_integral_value(ROUND_CEILING)
        body = {"amount": f"{rupees:.2f}", "reason": "guest complained"}
        self.crew.manager.post(f"/api/payments/{payment['id']}/refunds", body)
        self.tally.counts["refunded"] += 1
