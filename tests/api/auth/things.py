"""One thing of every kind in an outlet, for callers of it and of another to knock at."""

from collections.abc import Callable
from typing import Any

from chitrail.ids import new_id
from tests.support.restaurant import OUTLET, Caller, ingredient_id, item_id

INVOICED = {
    "legal_name": "Spice Lane Foods LLP",
    "address": "12 MG Road\nBengaluru 560001",
    "state_code": "29",
    "gstin": "29AAGCB7383J1Z4",
    "fssai_number": "11223344556677",
    "series": "SL",
}

SOLD = {
    "ingredient_code": "butter",
    "code": "matrix",
    "name": "Matrix, box of 5 kg",
    "pack_quantity": "5",
    "pack_unit": "kg",
    "price": "2500",
    "preferred": True,
}


def make(calling: Callable[..., Caller]) -> dict[str, str]:
    """Values of path parameters by name."""
    manager = calling("manager")
    order = manager.order("dal-makhani", "lassi")
    paid = manager.order("lassi")
    payment = _made(manager.post("/api/payments/confirm-cash", {"order_id": paid["id"]}))
    _made(manager.post("/api/invoices/settings", INVOICED))
    invoice = _made(manager.post(f"/api/orders/{paid['id']}/invoice", {}))
    shift = _made(manager.post("/api/drawers/open", {"drawer": "matrix", "float": "500.00"}))
    device = _made(manager.post("/api/auth/devices", {"name": "till"}))
    member = {"username": "matrix", "display_name": "Matrix", "role": "waiter"}
    staff = _made(manager.post("/api/staff", member))["member"]
    _made(manager.post("/api/auth/display-tokens", {"station": "curry"}))
    offer = {"code": "matrix", "name": "Matrix", "kind": "AMOUNT", "amount": "1", "by_coupon": True}
    promotion = _made(manager.post("/api/discounts/promotions", offer))
    shown = {"promotion_id": promotion["id"], "code": "MATRIX"}
    coupon = _made(manager.post("/api/discounts/coupons", shown))
    choice = {"code": "matrix", "name": "Matrix", "modifiers": [{"code": "one", "name": "One"}]}
    group = _made(manager.post("/api/menu/modifier-groups", choice))
    for kind, more in (("categories", {}), ("stations", {}), ("tax-classes", {"rate": "5"})):
        _made(manager.post(f"/api/menu/{kind}", {"code": "matrix", "name": "Matrix", **more}))
    dairy = {"code": "matrix", "name": "Matrix", "lead_time_days": 0}
    supplier = _made(manager.post("/api/suppliers", dairy))
    sold = _made(manager.post(f"/api/suppliers/{supplier['id']}/items", SOLD))
    bought = {"supplier_item_id": sold["id"], "packs": "1"}
    purchase = _made(
        manager.post("/api/purchase-orders", {"supplier_id": supplier["id"], "lines": [bought]})
    )
    receipt = _received(manager, supplier["id"], bought)
    back = {"lines": [{"position": 0, "packs": "0.5"}], "reason": "matrix"}
    returned = _made(manager.post(f"/api/goods-receipts/{receipt['id']}/returns", back))
    wish = {"channel": "WEBHOOK", "target": "https://matrix.example/"}
    wish = _made(manager.post("/api/alerts/subscriptions", wish))
    count = _made(manager.post("/api/inventory/counts", {"ingredient_codes": ["eggs"]}))
    batch = {"ingredient_code": "butter", "quantity": "1", "unit": "g"}
    batch = {"code": "matrix", "name": "Matrix", "output": "1", "unit": "g", "parts": [batch]}
    preparation = _made(manager.post("/api/preparations", batch))
    sign_in = manager.get("/api/staff/sign-ins").json["data"][0]
    return {
        "order_id": order["id"],
        "line_id": order["lines"][0]["id"],
        "ticket_id": order["tickets"][0]["id"],
        "payment_id": payment["id"],
        "invoice_id": invoice["id"],
        "note_id": str(new_id()),
        # It belongs to two outlets, so neither is a stranger; tests/api/transfers has real ones.
        "transfer_id": str(new_id()),
        "promotion_id": promotion["id"],
        "group_id": group["id"],
        "code": "matrix",
        "item_id": str(item_id("soda")),
        "ingredient_id": str(ingredient_id("butter")),
        "coupon_id": coupon["id"],
        "shift_id": shift["id"],
        "device_id": device["id"],
        "staff_id": staff["id"],
        "session_id": sign_in["id"],
        "course": "987654",
        "supplier_id": supplier["id"],
        "supplier_item_id": sold["id"],
        "purchase_id": purchase["id"],
        "receipt_id": receipt["id"],
        "return_id": returned["id"],
        "supplier_invoice_id": receipt["invoice_id"],
        "preparation_id": preparation["id"],
        "subscription_id": wish["id"],
        "kind": "unknown",
        "count_id": count["id"],
        "outlet_id": OUTLET,
        # A janitor raises alerts; tests/api/alerts has real ones.
        "alert_id": str(new_id()),
        # These come from the gateway alone; tests/api/settlements has real ones.
        "exception_id": str(new_id()),
        "settlement_id": "setl_unknown",
        "event_id": "evt_unknown",
        "name": "unknown.css",
    }


def _received(manager: Caller, supplier_id: str, line: dict[str, Any]) -> dict[str, Any]:
    """A receipt of an order of its own, with its invoice."""
    orders = "/api/purchase-orders"
    order = _made(manager.post(orders, {"supplier_id": supplier_id, "lines": [line]}))
    _made(manager.post(f"{orders}/{order['id']}/approve", {}))
    _made(manager.post(f"{orders}/{order['id']}/send", {"via": "PHONE"}))
    came = {
        "lines": [{"line_id": order["lines"][0]["id"], "packs": "1"}],
        "invoice": {"number": "matrix", "total": "2500"},
    }
    return _made(manager.post(f"{orders}/{order['id']}/receipts", came))


def _made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.get_json()
    return found
