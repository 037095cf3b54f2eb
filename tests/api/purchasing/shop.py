"""A supplier with packs, and orders to them, as a manager makes them."""

from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from chitrail.ids import new_id
from tests.support.restaurant import Caller

ORDERS = "/api/purchase-orders"
PACKS = {  # code: (ingredient, quantity, unit, price, tax rate)
    "butter": ("butter", "5", "kg", "250.00", "12"),
    "cream": ("cream", "1", "l", "180.55", "5"),
    "eggs": ("eggs", "2.5", "dozen", "210.00", "0"),
    "lentils": ("lentils", "10", "kg", "1099.99", "5"),
}


@dataclass
class Shop:
    """A supplier of an outlet and what they sell, by code."""

    manager: Caller
    id: str = ""
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def opened(cls, manager: Caller, **more: Any) -> "Shop":
        """A new supplier that sells PACKS."""
        body = {"code": f"shop-{new_id()}", "name": "Lakshmi Traders", **more}
        shop = cls(manager, made(manager.post("/api/suppliers", body))["id"])
        for code, (ingredient, quantity, unit, price, rate) in PACKS.items():
            pack = {"ingredient_code": ingredient, "pack_quantity": quantity, "pack_unit": unit}
            shop.sells(code, price=price, tax_rate=rate, packs_multiple="0.5", **pack)
        return shop

    def sells(self, code: str, **more: Any) -> dict[str, Any]:
        """One more item of theirs."""
        body = {"code": code.upper(), "name": f"{code.title()}, a pack", **more}
        self.items[code] = made(self.manager.post(f"/api/suppliers/{self.id}/items", body))
        return self.items[code]

    def lines(self, **packs: Any) -> list[dict[str, Any]]:
        """Lines of an order by the code of what is ordered."""
        return [
            {"supplier_item_id": self.items[code]["id"], "packs": str(count)}
            for code, count in packs.items()
        ]

    def draft(self, *, more: dict[str, Any] | None = None, **packs: Any) -> dict[str, Any]:
        """A draft of an order."""
        return made(self.ask(self.lines(**packs), **(more or {})))

    def ask(self, lines: list[dict[str, Any]], **more: Any) -> TestResponse:
        """The answer to drafting an order."""
        return self.manager.post(ORDERS, {"supplier_id": self.id, "lines": lines, **more})

    def sent(self, **packs: Any) -> dict[str, Any]:
        """An order the supplier has."""
        order = self.draft(**packs)
        made(act(self.manager, order, "approve"))
        return made(act(self.manager, order, "send", via="PHONE"))


def act(who: Caller, order: dict[str, Any], name: str, **body: Any) -> TestResponse:
    """The answer to an act on an order."""
    return who.post(f"{ORDERS}/{order['id']}/{name}", body)


def made(answer: TestResponse) -> dict[str, Any]:
    """What was made. Fails with the answer's text."""
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.get_json()
    return found
