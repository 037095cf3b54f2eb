"""Categories, stations, tax classes and recipes, kept by a manager in versions."""

from decimal import Decimal

import pytest

from chitrail.clock import now
from tests.support.books import differences
from tests.support.restaurant import OTHER_OUTLET, OUTLET, item_id

KINDS = {
    "categories": {"position": 3},
    "stations": {"position": 2},
    "tax-classes": {"rate": "12.50"},
}


def menu(app, **query):
    given = "".join(f"&{name}={value}" for name, value in query.items())
    return app.test_client().get(f"/api/menu?outlet_id={OUTLET}{given}").json


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_made_changed_and_retired(manager, calling, database, kind):
    path = f"/api/menu/{kind}"
    made = manager.post(path, {"code": "snacks", "name": "Snacks", **KINDS[kind]})
    assert (made.status_code, made.headers["Location"]) == (201, f"{path}/snacks")
    assert (made.json["version"], made.json["retired"]) == (1, False)
    assert {name: made.json[name] for name in KINDS[kind]} == KINDS[kind]
    again = manager.post(path, {"code": "snacks", "name": "Other", **KINDS[kind]})
    assert (again.status_code, again.json["errors"][0]["field"]) == (409, "code")
    changed = manager.patch(f"{path}/snacks", {"name": "Small plates"}, If_Match='"1"')
    assert (changed.json["name"], changed.headers["ETag"]) == ("Small plates", '"2"')
    late = manager.patch(f"{path}/snacks", {"name": "Late"}, If_Match='"1"')
    assert (late.status_code, late.json["current"]["name"]) == (412, "Small plates")
    assert manager.patch(f"{path}/snacks", {"retired": True}).json["retired"] is True
    assert "snacks" in [one["code"] for one in manager.get(path).json["data"]]
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.patch(f"{path}/snacks", {"name": "Ours"}).status_code == 404
    singular = {"categories": "CATEGORY", "stations": "STATION", "tax-classes": "TAX_CLASS"}[kind]
    changes = manager.get(f"/api/menu/versions?kind={singular}&code=snacks").json["data"]
    assert [change["after"]["version"] for change in changes] == [3, 2, 1]
    acts = "SELECT count(*) FROM audit_entries WHERE subject = 'snacks' AND act LIKE %s"
    word = singular.lower().replace("_", "-")
    assert database.execute(acts, (f"menu-{word}-%",)).fetchone() == (3,)


@pytest.mark.parametrize(("kind", "code"), [("categories", "all"), ("stations", "cold")])
def test_what_items_belong_to_is_not_retired(manager, kind, code):
    refused = manager.patch(f"/api/menu/{kind}/{code}", {"retired": True})
    assert (refused.status_code, refused.json["code"]) == (409, "still-used")


def test_a_retired_item_comes_back_only_to_what_is_offered(manager, app):
    manager.post("/api/menu/categories", {"code": "summer", "name": "Summer"})
    dish = {"code": "aam-panna", "name": "Aam panna", "price": "80", "station": "cold"}
    made = manager.post("/api/menu/items", {**dish, "category_code": "summer"})
    path = made.headers["Location"]
    manager.patch(path, {"retired": True})
    manager.patch("/api/menu/categories/summer", {"retired": True})
    assert "summer" not in [category["code"] for category in menu(app)["categories"]]
    refused = manager.patch(path, {"retired": False})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "category_code")
    back = manager.patch(path, {"retired": False, "category_code": "all"})
    assert (back.status_code, back.json["category_code"]) == (200, "all")


def test_rates_of_before_became_classes(manager, database):
    classes = {one["code"]: one for one in manager.get("/api/menu/tax-classes").json["data"]}
    assert (classes["gst-5"]["rate"], classes["gst-18"]["rate"]) == ("5.00", "18.00")
    assert manager.get(f"/api/menu/items/{item_id('soda')}").json["tax_class"] == "gst-18"
    database.execute("UPDATE menu_items SET tax_rate_bp = 1250 WHERE id = %s", (item_id("soda"),))
    soda = manager.get(f"/api/menu/items/{item_id('soda')}").json
    assert (soda["tax_class"], soda["tax_rate"]) in (("gst-12-5", "12.50"), ("snacks", "12.50"))
    database.execute("UPDATE menu_items SET tax_rate_bp = 1800 WHERE id = %s", (item_id("soda"),))


def test_a_new_rate_is_that_of_its_items_and_not_of_open_orders(manager, waiter):
    path = "/api/menu/tax-classes/bottled"
    bottled = {"code": "bottled", "name": "Bottled", "rate": "18", "hsn_code": "2201"}
    assert manager.post("/api/menu/tax-classes", bottled).status_code == 201
    soda = f"/api/menu/items/{item_id('soda')}"
    version = manager.patch(soda, {"tax_class": "bottled"}).json["version"]
    placed = waiter.order("soda")
    assert manager.patch(path, {"rate": "40"}).json["rate"] == "40.00"
    item = manager.get(soda).json
    assert (item["tax_rate"], item["version"]) == ("40.00", version + 1)
    line = f"/api/orders/{placed['id']}/lines/{placed['lines'][0]['id']}/change"
    kept = waiter.post(line, {"quantity": 2}).json
    assert Decimal(kept["cgst"]) == Decimal(placed["cgst"]) * 2 == 6
    assert waiter.order("soda")["cgst"] == "6.67"
    refused = manager.patch(path, {"retired": True})
    assert (refused.status_code, refused.json["code"]) == (409, "still-used")
    assert manager.patch(path, {"rate": "100.5"}).json["errors"][0]["field"] == "rate"
    manager.patch(soda, {"tax_class": "gst-18"})


def test_an_invoice_has_the_code_of_the_items_class(manager, waiter):
    seller = {
        "legal_name": "Spice Lane Foods LLP",
        "address": "12 MG Road",
        "state_code": "29",
        "gstin": "29AAGCB7383J1Z4",
        "fssai_number": "11223344556677",
        "series": "SL",
    }
    manager.post("/api/invoices/settings", seller)
    juice = {"code": "juices", "name": "Juices", "rate": "12", "hsn_code": "2009"}
    manager.post("/api/menu/tax-classes", juice)
    manager.patch(f"/api/menu/items/{item_id('lassi')}", {"tax_class": "juices"})
    order = waiter.order("lassi", "dal-makhani")
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    lines = waiter.post(f"/api/orders/{order['id']}/invoice").json["lines"]
    assert [(line["hsn_code"], line["tax_rate"]) for line in lines] == [
        ("2009", "12.00"),
        ("996331", "5.00"),
    ]


def test_a_recipe_is_a_version_and_orders_keep_theirs(manager, waiter, database):
    path = f"/api/menu/items/{item_id('lassi')}/recipes"
    assert manager.get(path).json == {"data": []}
    line = {"ingredient_code": "cream", "quantity": "0.15", "unit": "l", "basis": "listed"}
    first = manager.post(path, {"lines": [line]}, If_Match='"0"')
    assert (first.status_code, first.json["version"]) == (201, 1)
    assert first.json["lines"] == [{**line, "quantity": "150.000", "unit": "ml"}]
    order = waiter.order("lassi")
    late = manager.post(path, {"lines": []}, If_Match='"0"')
    assert (late.status_code, late.json["current"]["version"]) == (412, 1)
    nothing = manager.post(path, {"lines": []}, If_Match='"1"')
    assert (nothing.json["version"], nothing.json["lines"]) == (2, [])
    assert [one["version"] for one in manager.get(path).json["data"]] == [2, 1]
    row = database.execute("SELECT recipe_id FROM order_lines WHERE order_id = %s", (order["id"],))
    assert str(row.fetchone()[0]) == first.json["id"]
    (newest, _) = manager.get("/api/menu/versions?kind=RECIPE&code=lassi").json["data"]
    assert (newest["before"]["version"], newest["after"]["version"]) == (1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ingredient_code": "gold"}, "lines/0/ingredient_code"),
        ({"unit": "ml"}, "lines/0/unit"),
        ({"quantity": "0"}, "lines/0/quantity"),
        ({"quantity": "0.0001"}, "lines/0/quantity"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(manager, change, field):
    path = f"/api/menu/items/{item_id('butter-naan')}/recipes"
    line = {"ingredient_code": "butter", "quantity": "1", "unit": "g", **change}
    answer = manager.post(path, {"lines": [line]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert manager.get(path).json == {"data": []}


def test_a_recipe_may_hold_from_tomorrow_and_not_from_yesterday(manager):
    path = f"/api/menu/items/{item_id('soda')}/recipes"
    past = manager.post(path, {"lines": [], "active_from": now().replace(year=2020).isoformat()})
    assert past.json["errors"][0]["field"] == "active_from"
    line = {"ingredient_code": "butter", "quantity": "1", "unit": "g"}
    later = now().replace(year=2090, month=1, day=1)
    made = manager.post(path, {"lines": [line], "active_from": later.isoformat()})
    assert made.status_code == 201


def test_the_books_agree(database):
    assert differences(database) == []
