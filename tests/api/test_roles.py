"""Every route against every role: the table below is the whole permission model of the core API."""

import pytest

from api.domains import all_routes
from api.routing import WRITES
from chitrail.ids import new_id
from tests.support.restaurant import ROLES, Caller

ALL, FLOOR = set(ROLES), {"admin", "manager", "cashier", "waiter"}
MANAGEMENT = {"admin", "manager"}
ALLOWED = {
    "refresh": None,
    "logout": ALL,
    "logout_everywhere": ALL,
    "login": None,
    "me": ALL,
    "make_display_token": MANAGEMENT,
    "get_outlet": ALL,
    "get_menu": None,
    "place_order": FLOOR,
    "list_orders": ALL,
    "get_order": ALL,
    "quote_order": FLOOR,
    "order_history": FLOOR,
    "add_order_lines": FLOOR,
    "change_order_line": FLOOR,
    "void_order_line": FLOOR,
    "move_order": FLOOR,
    "advance_order": FLOOR,
    "complete_order": FLOOR,
    "cancel_order": FLOOR,
    "sync": ALL,
    "split_bill": FLOOR,
    "unsplit_bill": FLOOR,
    "get_split": FLOOR,
    "list_tickets": ALL,
    "advance_ticket": {"admin", "manager", "kitchen"},
    "record_document": MANAGEMENT,
    "list_levels": ALL,
    "list_movements": MANAGEMENT,
    "livez": None,
    "readyz": None,
    "metrics": None,
    "openapi_json": None,
    "docs": None,
    "docs_asset": None,
}
OTHER_TAGS = {"payments", "drawers", "settlements", "books", "invoices"}
"""Domains whose own tests hold their table."""
ROUTES = [route for route in all_routes() if route.tag not in OTHER_TAGS]


def address(route) -> str:
    path = route.template
    for name, converter in route.path_parameters.items():
        path = path.replace(f"{{{name}}}", str(new_id()) if converter == "uuid" else "x")
    return path


def test_the_table_is_complete():
    assert {route.name for route in ROUTES} == set(ALLOWED)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_only_the_listed_roles_get_past_the_door(app, calling, route):
    allowed = ALLOWED[route.name]
    anonymous = app.test_client().open(address(route), method=route.method, json={})
    if allowed is None:
        assert anonymous.status_code not in (401, 403) or route.name in ("login", "refresh")
        return
    assert anonymous.status_code == 401
    for role in ROLES:
        caller: Caller = calling(role)
        path = address(route)
        answer = caller.post(path) if route.method in WRITES else caller.get(path)
        assert (answer.status_code == 403) == (role not in allowed), (role, answer.text)
        assert answer.status_code < 500
