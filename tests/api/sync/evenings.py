"""An evening at a table as a till tells it: a step becomes an operation by what is on the orders then."""

from typing import Any

from chitrail.ids import new_id
from tests.support.restaurant import Caller

Step = tuple[str, int, int, int]
DISHES = ("dal-makhani", "butter-naan", "lassi", "soda")


class Evening:
    """The orders of one table; the first is placed, others are split off it."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.orders: list[str] = []

    def tell(self, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        """A batch; the result of each."""
        answer = self.caller.post("/api/sync", {"operations": list(operations)})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results

    def read(self, which: int) -> dict[str, Any]:
        """An order as it is."""
        found: dict[str, Any] = self.caller.get(
            f"/api/orders/{self.orders[which % len(self.orders)]}"
        ).get_json()
        return found

    def placing(self) -> dict[str, Any]:
        """The operation that places the first order."""
        self.orders.append(str(new_id()))
        lines = [
            {"item_code": "dal-makhani", "quantity": 3, "seat": 1},
            {"item_code": "lassi", "quantity": 2, "course": 2},
        ]
        body = {"id": self.orders[0], "order_type": "DINE_IN", "table_label": "T1", "lines": lines}
        return _act("place_order", body)

    def operation(self, step: Step) -> dict[str, Any]:
        """What a step does now. Numbers beyond what is there wrap round."""
        kind, which, one, two = step
        order = self.read(which)
        line = order["lines"][one % len(order["lines"])] if order["lines"] else None
        ids = {"order_id": order["id"]}
        of_line = ids | {"line_id": line["id"] if line else str(new_id())}
        match kind:
            case "add":
                dish = {"item_code": DISHES[one % 4], "quantity": 1 + two % 3}
                course = {"course": 1 + two % 3} if two % 2 else {}
                return _act("add_order_lines", {"lines": [dish | course]}, **ids)
            case "change":
                return _act(
                    "change_order_line", {"quantity": 1 + two % 5, "stock": "RETURNED"}, **of_line
                )
            case "recourse":
                return _act("change_order_line", {"course": 1 + two % 3}, **of_line)
            case "void":
                return _act(
                    "void_order_line", {"reason": "sent back", "stock": "WASTED"}, **of_line
                )
            case "split_off":
                body = {"lines": [{"line_id": of_line["line_id"], "quantity": 1 + two % 3}]}
                return _act("split_off_order", body | {"id": str(new_id())}, **ids)
            case "merge":
                return _act("merge_order", {"into": self.read(which + 1)["id"]}, **ids)
            case "fire" | "hold":
                return _act(f"{kind}_course", {}, **ids, course=1 + one % 3)
            case "move":
                return _act("move_order", {"table_label": f"T{one}"}, **ids)
            case "cash":
                return _act("confirm_cash", {"order_id": order["id"], "amount": "50.00"})
            case _:
                return _act("advance_order", {}, **ids)

    def note(self, operation: dict[str, Any], result: dict[str, Any]) -> None:
        """An order that was split off is one of the table's."""
        if operation["act"] == "split_off_order" and result["outcome"] == "applied":
            self.orders.append(operation["body"]["id"])

    def state(self) -> list[Any]:
        """Everything of the orders that does not hang on an id, a number or an instant."""
        return [_shown(self.read(which)) for which in range(len(self.orders))]


def _act(name: str, body: dict[str, Any], **path: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "act": name, "body": body, **path}


def _shown(order: dict[str, Any]) -> Any:
    names = ("status", "table_label", "subtotal", "cgst", "sgst", "round_off", "total", "settled")
    lines = [
        (x["item_code"], x["quantity"], x["total"], x["voided"], x["seat"], x["course"])
        for x in order["lines"]
    ]
    tickets = sorted(
        (t["station"], t["round"], t["course"] or 0, t["status"], t["version"])
        for t in order["tickets"]
    )
    return [order[name] for name in names], lines, tickets
