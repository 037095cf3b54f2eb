"""Who may take tax: a regular taxpayer; others issue bills without any, and who does what in the house."""

from typing import Any

import pytest

from api.invoices.routes import routes
from api.routing import WRITES
from chitrail.ids import new_id
from tests.api.invoices.conftest import IDENTITY
from tests.api.invoices.test_issuing import refusal
from tests.api.invoices.test_pages import text_of
from tests.support.restaurant import ROLES, item_id

FLOOR, MANAGEMENT = {"admin", "manager", "cashier", "waiter"}, {"admin", "manager"}
ALLOWED = {
    "save_invoice_settings": MANAGEMENT,
    "get_invoice_settings": FLOOR,
    "issue_invoice": FLOOR,
    "list_invoices": FLOOR,
    "invoice_summary": MANAGEMENT,
    "invoice_summary_csv": MANAGEMENT,
    "get_invoice": FLOOR,
    "print_invoice": FLOOR,
    "issue_credit_note": MANAGEMENT,
    "get_credit_note": FLOOR,
    "print_credit_note": FLOOR,
}


@pytest.fixture
def untaxed(database):
    """Lassi without tax, as on the menu of who may not take any."""
    change = "UPDATE menu_items SET tax_rate_bp = %s WHERE id = %s"
    database.execute(change, (0, item_id("lassi")))
    yield "lassi"
    database.execute(change, (500, item_id("lassi")))


SELLERS: dict[str, dict[str, Any]] = {
    "BILL_OF_SUPPLY": {"scheme": "COMPOSITION", "series": "BS"},
    "BILL": {"gstin": None, "series": "BL"},
}


@pytest.mark.parametrize("kind", SELLERS)
def test_who_may_take_no_tax_bills_without_any(manager, waiter, paid, untaxed, kind):
    settings = manager.post("/api/invoices/settings", {**IDENTITY, **SELLERS[kind]})
    assert settings.status_code == 200, settings.text
    order = paid(untaxed)
    answer = waiter.post(f"/api/orders/{order['id']}/invoice")
    assert answer.status_code == 201, answer.text
    invoice = answer.json
    assert (invoice["kind"], invoice["cgst"], invoice["total"]) == (kind, "0.00", "90.00")
    assert invoice["number"].startswith(SELLERS[kind]["series"])
    for paper in ("80mm", "a4"):
        text = text_of(waiter.get(f"/api/invoices/{invoice['id']}/print?format={paper}").text)
        assert "GST " not in text
        assert "Tax invoice" not in text
        assert ("not eligible to collect tax" in text) == (kind == "BILL_OF_SUPPLY")
    note = manager.post(
        f"/api/invoices/{invoice['id']}/credit-notes", {"reason": "x", "amount": "90.00"}
    )
    assert (note.status_code, note.json["total"], note.json["cgst"]) == (201, "90.00", "0.00")
    taxed = paid("soda")
    refusal(waiter.post(f"/api/orders/{taxed['id']}/invoice"), 409, code="tax-charged")


def address(route) -> str:
    path = str(route.template)
    for name in route.path_parameters:
        path = path.replace(f"{{{name}}}", str(new_id()))
    return path


def test_the_table_of_roles_is_complete():
    assert {route.name for route in routes} == set(ALLOWED)


@pytest.mark.parametrize("route", routes, ids=lambda route: route.name)
def test_only_the_listed_roles_get_past_the_door(app, calling, route):
    assert app.test_client().open(address(route), method=route.method).status_code == 401
    for role in ROLES:
        caller = calling(role)
        call = caller.post if route.method in WRITES else caller.get
        assert (call(address(route)).status_code == 403) == (role not in ALLOWED[route.name])
