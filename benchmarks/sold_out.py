"""`python -m benchmarks.sold_out`: from the sale that empties a dish to every till, on the running stack.

A dish of its own takes all that is there of one ingredient, so each sale is of the last portion and each
receipt brings it back. Needs `./run` in another terminal; nothing else should sell of the ingredient.
"""

import argparse
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import socketio

from chitrail import audiences
from chitrail.demo import staff
from chitrail.demo.client import Client, Refused
from chitrail.ids import new_id
from chitrail.local.environment import STACK_FILE, read_env
from chitrail.settings import Settings

PATIENCE_SECONDS = 30.0
PORTION_MOST = 1_000_000
INGREDIENTS = 200


class Till:
    """A client of the realtime gateway that remembers when it heard what of one item."""

    def __init__(self, url: str, token: str, audience: str, item_id: str) -> None:
        self._item_id = item_id
        self._heard: list[tuple[float, dict[str, Any]]] = []
        self._changed = threading.Condition()
        self._client = socketio.Client(reconnection=False)
        self._client.on("notification", self._hear)
        auth = {"token": token, "screen_id": str(uuid4())}
        self._client.connect(url, auth=auth, transports=["websocket"], wait_timeout=10)
        answer = self._client.call("subscribe", {"audience": audience, "last_seq": None})
        if not answer["ok"]:
            raise RuntimeError(f"the gateway refused {audience}: {answer}")

    @property
    def heard(self) -> list[dict[str, Any]]:
        """Everything told of the item, in its order."""
        return [body for _, body in self._heard]

    def wait_for(self, available: bool, after: int) -> float:
        """When (perf_counter) it heard that the item is to be had, or not, in a later revision."""
        with self._changed:
            found = self._changed.wait_for(lambda: self._find(available, after), PATIENCE_SECONDS)
        if not found:
            raise TimeoutError(f"not told within {PATIENCE_SECONDS:.0f} s: available={available}")
        return found

    def close(self) -> None:
        """Hang up."""
        self._client.disconnect()

    def _hear(self, notification: dict[str, Any]) -> None:
        at = time.perf_counter()
        body = notification["body"]
        if notification["kind"] == "availability" and body["item_id"] == self._item_id:
            with self._changed:
                self._heard.append((at, body))
                self._changed.notify_all()

    def _find(self, available: bool, after: int) -> float:
        return next(
            (
                at
                for at, body in self._heard
                if body["available"] == available and body["revision"] > after
            ),
            0.0,
        )


class SoldOut:
    """The dish, its people, and the tills that listen."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        api = settings.address("api")
        self.manager = Client(api, staff.MANAGER, staff.PASSWORD)
        self.waiter = Client(api, staff.WAITERS[0], staff.PASSWORD)
        self._ingredient = self._plenty()
        self.item = self._dish()
        token = str(self.waiter.session.headers["Authorization"]).removeprefix("Bearer ")
        url, audience = settings.address("realtime"), audiences.floor(staff.OUTLET)
        self.till = Till(url, token, audience, self.item["id"])
        self.manager.patch(f"/api/menu/items/{self.item['id']}", {"follows_stock": True})

    def sell_the_last(self) -> tuple[float, float]:
        """Seconds from the call that completes the order to the menu, and to the till's message."""
        before, order = self._revision(), self._cooked()
        since = time.perf_counter()
        self.waiter.post(f"/api/orders/{order['id']}/complete")
        menu = self._menu_says(False)
        return menu - since, self.till.wait_for(False, before) - since

    def receive(self) -> tuple[float, float]:
        """Seconds from the receipt to the menu, and to the till's message, that say it is there again."""
        before, since = self._revision(), time.perf_counter()
        line = {
            "ingredient_code": self._ingredient["code"],
            "quantity": self._ingredient["on_hand"],
            "unit": self._ingredient["unit"],
        }
        self.manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": [line]})
        menu = self._menu_says(True)
        return menu - since, self.till.wait_for(True, before) - since

    def is_refused(self) -> bool:
        """Whether ordering the dish is refused as sold out."""
        try:
            self._order()
        except Refused as refusal:
            return bool(refusal.problem["code"] == "item-unavailable")
        return False

    def close(self) -> None:
        """Take the dish off the menu again."""
        self.till.close()
        self.manager.patch(f"/api/menu/items/{self.item['id']}", {"retired": True})

    def _plenty(self) -> dict[str, Any]:
        levels = self.manager.get("/api/inventory/levels", limit=INGREDIENTS)["data"]
        there = [level for level in levels if 0 < float(level["on_hand"]) <= PORTION_MOST]
        return dict(max(there, key=lambda level: level["code"]))

    def _dish(self) -> dict[str, Any]:
        menu = self.manager.get("/api/menu", outlet_id=staff.OUTLET)
        made = self.manager.post(
            "/api/menu/items",
            {
                "code": f"the-last-{new_id().hex[-8:]}",
                "name": "The last of it",
                "category_code": menu["categories"][0]["code"],
                "station": menu["stations"][0]["code"],
                "price": "100.00",
            },
        )
        portion = {
            "ingredient_code": self._ingredient["code"],
            "quantity": self._ingredient["on_hand"],
            "unit": self._ingredient["unit"],
        }
        self.manager.post(f"/api/menu/items/{made['id']}/recipes", {"lines": [portion]})
        return dict(made)

    def _order(self) -> dict[str, Any]:
        lines = [{"item_code": self.item["code"], "quantity": 1}]
        return dict(self.waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": lines}))

    def _cooked(self) -> dict[str, Any]:
        order = self._order()
        for status in ("PREPARING", "READY"):
            self.waiter.post(f"/api/orders/{order['id']}/advance", {"to": status})
        self.waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
        return order

    def _revision(self) -> int:
        items = self.waiter.get("/api/menu/availability")["items"]
        return next(int(one["revision"]) for one in items if one["item_id"] == self.item["id"])

    def _menu_says(self, available: bool) -> float:
        deadline = time.perf_counter() + PATIENCE_SECONDS
        while time.perf_counter() < deadline:
            menu = self.waiter.get("/api/menu", outlet_id=staff.OUTLET)
            items = (item for category in menu["categories"] for item in category["items"])
            if any(i["id"] == self.item["id"] and i["available"] == available for i in items):
                return time.perf_counter()
        raise TimeoutError(f"the menu does not say so: available={available}")


def quantile(seconds: list[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 100) * len(ordered) // 100) - 1))]


def main() -> None:
    """Sell and receive, in turns, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    rounds = parser.parse_args().rounds
    home = Path(os.environ.get("CHITRAIL_HOME", ".chitrail"))
    kitchen = SoldOut(Settings.from_env(read_env(home / STACK_FILE)))
    acts: dict[str, Callable[[], tuple[float, float]]] = {
        "sale": kitchen.sell_the_last,
        "receipt": kitchen.receive,
    }
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    with suppress(KeyboardInterrupt):
        for _ in range(rounds):
            for name, act in acts.items():
                took[name].append(act())
    kitchen.close()
    for name, pairs in took.items():
        for what, column in (("menu", 0), ("till", 1)):
            seconds = [pair[column] for pair in pairs]
            p50, p99 = quantile(seconds, 0.5), quantile(seconds, 0.99)
            print(f"{name} to {what}: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")


if __name__ == "__main__":
    main()
