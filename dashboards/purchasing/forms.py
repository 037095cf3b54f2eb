"""What a form says, as the API takes it."""

from collections.abc import Mapping
from typing import Any

from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from dashboards.purchasing import calls

APPROVALS = {"approve": "purchase.over_limit", "receive": "purchase.over_receipt"}
"""Acts that may need a second person, and what the API calls them."""
PATHS = {
    "approve": "approve",
    "send": "send",
    "cancel": "cancel",
    "close": "close",
    "receive": "receipts",
}
PER_LINE = (
    "packs",
    "refused_packs",
    "refused_because",
    "price",
    "reason",
    "lot_code",
    "expires_on",
)
"""Fields of a line of the receipt's form; what is empty is not sent."""


def body_of(
    act: str, order: Mapping[str, Any], form: Mapping[str, str], consent: str | None
) -> dict[str, Any]:
    """Body of an act on an order. Raises InvalidInput for a receipt that says nothing."""
    if act == "send":
        return {"via": form.get("via", "")}
    if act in ("cancel", "close"):
        return {"reason": form.get("reason", "").strip()}
    body: dict[str, Any] = {} if consent is None else {"approval": consent}
    if act == "receive":
        body |= _receipt(order, form)
    return body


def consent_of(act: str, order_id: str, form: Mapping[str, str]) -> str | None:
    """The second person's consent, where the form names one. Raises Refused, Unavailable."""
    approver, pin = form.get("approver", "").strip(), form.get("pin", "").strip()
    if act not in APPROVALS or not approver:
        return None
    asked = {"act": APPROVALS[act], "subject": order_id, "approver": approver, "pin": pin}
    return str(calls.act("/api/approvals", asked, str(new_id()))["approval"])


def draft_of(order: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """A draft's lines with the packs the form names; 0 takes a line off. Raises InvalidInput for none."""
    lines = []
    for line in order["lines"]:
        packs = form.get(f"packs-{line['id']}", "").strip() or line["packs"]
        if packs.strip("0.") == "":
            continue
        kept = {name: line[name] for name in ("supplier_item_id", "price", "expected_on", "why")}
        lines.append({**kept, "packs": packs})
    if not lines:
        raise InvalidInput("An order needs a line: cancel it instead.")
    return {"lines": lines}


def _receipt(order: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    lines = []
    for line in order["lines"]:
        told = {name: form.get(f"{name}-{line['id']}", "").strip() for name in PER_LINE}
        given = {name: value for name, value in told.items() if value}
        if f"rest-{line['id']}" in form:
            given["rest"] = "CLOSE"
        if given.get("packs", "0") == "0" and not {"refused_packs", "rest"} & given.keys():
            continue
        lines.append({"line_id": line["id"], "packs": given.pop("packs", "0"), **given})
    if not lines:
        raise InvalidInput("Say what came: no line has any packs.")
    body: dict[str, Any] = {"lines": lines}
    number, total = form.get("invoice_number", "").strip(), form.get("invoice_total", "").strip()
    if number or total:
        body["invoice"] = {"number": number, "total": total}
    return body
