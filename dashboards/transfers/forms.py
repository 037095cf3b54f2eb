"""What a form about a transfer says, as the API takes it."""

from collections.abc import Mapping
from typing import Any

from chitrail.errors import InvalidInput

MOST_LINES = 8
ACTS = ("dispatch", "receive", "cancel")


def request_of(form: Mapping[str, str]) -> dict[str, Any]:
    """Body of a new transfer. Raises InvalidInput when it names no ingredient."""
    lines = []
    for place in range(MOST_LINES):
        told = {
            name: form.get(f"{name}-{place}", "").strip()
            for name in ("ingredient_code", "quantity", "unit")
        }
        if told["ingredient_code"]:
            lines.append(told)
    if not lines:
        raise InvalidInput("Name an ingredient and how much of it.")
    side = "to_outlet" if form.get("direction") == "OUT" else "from_outlet"
    note = form.get("note", "").strip()
    return {"lines": lines, side: form.get("outlet", "").strip(), "note": note}


def body_of(act: str, transfer: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Body of an act on a transfer; what is left empty is as it was asked for or sent."""
    if act == "cancel":
        return {"reason": form.get("reason", "").strip()}
    lines = []
    for place, line in enumerate(transfer["lines"]):
        quantity = form.get(f"quantity-{place}", "").strip()
        if quantity:
            told = {"ingredient_code": line["ingredient_code"], "quantity": quantity}
            told["unit"] = line["unit"]
            damaged = form.get(f"damaged-{place}", "").strip()
            if act == "receive" and damaged:
                told["damaged"] = damaged
            lines.append(told)
    return {"lines": lines}
