"""What guests of the demonstration order and how they pay: drawn from a seed, so a run can be repeated."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

CASH = "cash"
CHECKOUT = "checkout"
"""Pays on the gateway's page; the POS verifies the signature."""
CLOSED_BROWSER = "closed-browser"
"""Pays, but the browser closes before the POS hears of it: only the webhook tells."""
DECLINED = "declined"
"""The card is declined first; the guest then pays cash."""
UPI_CODE = "upi-code"
"""Scans the code on the waiter's screen; the webhook tells."""
SPLIT = "split"
"""Two friends share the bill: one pays in cash, one scans a code."""
WALKED_OUT = "walked-out"
"""Leaves before the food comes: the order is cancelled."""

_WAYS = (
    *((CASH,) * 8 + (CHECKOUT,) * 5 + (UPI_CODE,) * 2 + (CLOSED_BROWSER,) * 2),
    *(SPLIT, DECLINED, WALKED_OUT),
)
_TYPES = ("DINE_IN",) * 6 + ("TAKEAWAY",) * 3 + ("DELIVERY",)
_NOTES = ("", "", "", "less spicy", "no onion", "extra crisp")
TABLES = 14
MOST_LINES = 4
MOST_PORTIONS = 2
COMPLAIN_EVERY = 15


@dataclass(frozen=True)
class Guest:
    """One party: the order as the API takes it, the way of paying, and whether they complain after."""

    order: dict[str, Any]
    way: str
    complains: bool


def guests(menu: dict[str, Any], count: int, seed: int, *, cash_only: bool) -> Iterator[Guest]:
    """`count` parties choosing among the available items of a menu (GET /api/menu).

    `cash_only` is for a stack without the sandbox: nobody can play a guest at the real gateway.
    """
    random = Random(seed)  # noqa: S311 - a repeatable play, not a secret
    items = [
        item for category in menu["categories"] for item in category["items"] if item["available"]
    ]
    for number in range(count):
        order_type = random.choice(_TYPES)
        chosen = random.sample(items, k=min(len(items), random.randint(1, MOST_LINES)))
        order: dict[str, Any] = {
            "order_type": order_type,
            "lines": [
                {
                    "item_id": item["id"],
                    "quantity": random.randint(1, MOST_PORTIONS),
                    "note": random.choice(_NOTES),
                }
                for item in chosen
            ],
        }
        if order_type == "DINE_IN":
            order["table_label"] = f"T{random.randint(1, TABLES)}"
        way = CASH if cash_only else random.choice(_WAYS)
        yield Guest(order, way, complains=number % COMPLAIN_EVERY == 0)
