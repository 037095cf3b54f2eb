"""Modifier groups and the items that offer them, kept by a manager."""

from decimal import Decimal

import psycopg
import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, OUTLET, item_id

PATH = "/api/menu/modifier-groups"
BUTTER = {
    "code": "extra-butter",
    "name": "Extra butter",
    "price": "30.00",
    "available": True,
    "follows_stock": True,
    "station": "",
    "ingredients": [{"ingredient_code": "butter", "quantity": "15.000", "unit": "g"}],
}
PLAIN = {"code": "plain", "name": "Plain"}


def changing(ingredient, quantity):
    effect = {"ingredient_code": ingredient, "quantity": quantity, "unit": "g"}
    return {"modifiers": [{**PLAIN, "ingredients": [effect]}]}


def head(database) -> int:
    row = database.execute("SELECT version FROM menu_heads WHERE outlet_id = %s", (OUTLET,))
    return row.fetchone()[0]


def menu(app):
    return app.test_client().get(f"/api/menu?outlet_id={OUTLET}").json


def test_everything_that_is_given_comes_back(manager):
    given = {
        "code": "butter",
        "name": "Butter",
        "min_choices": 1,
        "max_choices": 3,
        "position": 4,
        "modifiers": [BUTTER],
    }
    made = manager.post(PATH, given)
    assert made.status_code == 201
    assert {name: made.json[name] for name in given} == given
    read = manager.get(made.headers["Location"])
    assert (read.json, read.headers["ETag"]) == (made.json, '"1"')
    assert made.json in manager.get(PATH).json["data"]


def test_the_menu_shows_what_an_item_offers(app, grouped):
    made = grouped(BUTTER, PLAIN, item="soda", min_choices=1)
    shown = menu(app)
    items = {i["code"]: i for category in shown["categories"] for i in category["items"]}
    assert items["soda"]["modifier_groups"] == [made["code"]]
    assert items["lassi"]["modifier_groups"] == []
    (group,) = (g for g in shown["modifier_groups"] if g["code"] == made["code"])
    assert group == {
        "code": made["code"],
        "name": "Group",
        "min_choices": 1,
        "max_choices": 1,
        "modifiers": [
            {"code": "extra-butter", "name": "Extra butter", "price": "30.00", "available": True},
            {"code": "plain", "name": "Plain", "price": "0.00", "available": True},
        ],
    }


def test_a_modifier_that_is_not_named_any_more_is_retired_and_may_come_back(
    manager, grouped, database
):
    made = grouped(BUTTER, PLAIN)
    path = f"{PATH}/{made['id']}"
    less = manager.patch(path, {"modifiers": [PLAIN]}, If_Match='"1"')
    assert [m["code"] for m in less.json["modifiers"]] == ["plain"]
    again = manager.patch(path, {"modifiers": [PLAIN, BUTTER]}, If_Match='"2"')
    assert [m["code"] for m in again.json["modifiers"]] == ["plain", "extra-butter"]
    rows = database.execute("SELECT count(*) FROM modifiers WHERE group_id = %s", (made["id"],))
    assert rows.fetchone() == (2,)
    late = manager.patch(path, {"name": "Late"}, If_Match='"1"')
    assert (late.status_code, late.json["current"]["version"]) == (412, 3)


def test_a_change_is_a_version_of_the_menu_and_audited(manager, grouped, database):
    before = head(database)
    made = grouped(PLAIN)
    manager.patch(f"{PATH}/{made['id']}", {"name": "Renamed"})
    query = f"/api/menu/versions?kind=MODIFIER_GROUP&code={made['code']}"
    newest, first = manager.get(query).json["data"]
    assert (first["act"], first["before"]) == ("modifier-group-created", None)
    assert (newest["before"]["name"], newest["after"]["name"]) == ("Group", "Renamed")
    assert before < first["version"] < newest["version"] == head(database)
    acts = database.execute(
        "SELECT act, details ->> 'menu_version' FROM audit_entries WHERE subject = %s ORDER BY seq",
        (made["id"],),
    )
    assert acts.fetchall() == [
        ("modifier-group-created", str(first["version"])),
        ("modifier-group-changed", str(newest["version"])),
    ]
    with pytest.raises(psycopg.Error, match="append-only"):
        database.execute("DELETE FROM menu_versions")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"min_choices": 2}, "min_choices"),
        ({"modifiers": []}, "modifiers"),
        ({"modifiers": [PLAIN, PLAIN]}, "modifiers/1/code"),
        ({"modifiers": [{**PLAIN, "price": "free"}]}, "modifiers/0/price"),
        (changing("gold", "1"), "modifiers/0/ingredients/0/ingredient_code"),
        (changing("eggs", "1"), "modifiers/0/ingredients/0/unit"),
        (changing("butter", "0"), "modifiers/0/ingredients/0/quantity"),
    ],
)
def test_a_group_that_cannot_be_is_refused_and_nothing_changes(manager, database, change, field):
    before = head(database)
    answer = manager.post(PATH, {"code": "bad", "name": "Bad", "modifiers": [PLAIN], **change})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert head(database) == before


def test_an_items_price_changes_and_an_open_order_keeps_its_own(manager, waiter, app):
    placed = waiter.order("lassi")
    path = f"/api/menu/items/{item_id('lassi')}"
    item = manager.get(path)
    changed = manager.patch(path, {"price": "120.00"}, If_Match=item.headers["ETag"])
    assert (changed.json["price"], changed.json["version"]) == ("120.00", item.json["version"] + 1)
    assert manager.patch(path, {"price": "1.00"}, If_Match=item.headers["ETag"]).status_code == 412
    assert waiter.get(f"/api/orders/{placed['id']}").json == placed
    line = f"/api/orders/{placed['id']}/lines/{placed['lines'][0]['id']}/change"
    assert waiter.post(line, {"quantity": 2}).json["subtotal"] == "180.00"
    assert waiter.order("lassi")["subtotal"] == "120.00"
    manager.patch(path, {"price": "90.00"})


def test_an_item_is_made_and_retired_but_never_deleted(manager, waiter, app):
    made = manager.post(
        "/api/menu/items",
        {
            "code": "raita",
            "name": "Raita",
            "category_code": "all",
            "price": "60",
            "station": "cold",
        },
    )
    assert made.status_code == 201, made.text
    placed = waiter.order("raita")
    path = made.headers["Location"]
    assert manager.patch(path, {"retired": True}).json["retired"] is True
    shown = [i["code"] for category in menu(app)["categories"] for i in category["items"]]
    assert "raita" not in shown
    body = {"order_type": "TAKEAWAY", "lines": [{"item_code": "raita", "quantity": 1}]}
    refused = waiter.post("/api/orders", body)
    assert (refused.status_code, refused.json["code"]) == (409, "item-unavailable")
    assert waiter.get(f"/api/orders/{placed['id']}").json["lines"][0]["item_name"] == "Raita"
    manager.patch(path, {"retired": False})
    assert Decimal(waiter.order("raita")["subtotal"]) == 60


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category_code": "none"}, "category_code"),
        ({"station": "none"}, "station"),
        ({"tax_class": "none"}, "tax_class"),
        ({"price": "-1"}, "price"),
        ({"modifier_groups": ["none"]}, "modifier_groups/0"),
    ],
)
def test_an_item_that_cannot_be_is_refused(manager, change, field):
    answer = manager.patch(f"/api/menu/items/{item_id('soda')}", change)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_another_outlets_menu_is_not_ours(calling, grouped):
    made, stranger = grouped(PLAIN), calling("manager", OTHER_OUTLET)
    assert stranger.get(f"{PATH}/{made['id']}").status_code == 404
    assert stranger.patch(f"{PATH}/{made['id']}", {"name": "X"}).status_code == 404
    assert stranger.patch(f"/api/menu/items/{item_id('soda')}", {"price": "1"}).status_code == 404
    assert stranger.get(f"/api/menu/items/{new_id()}").status_code == 404
