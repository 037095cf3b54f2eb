"""Ingredients are administered, and measured in units of their own wherever quantities are told."""

import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, item_id

PATH = "/api/ingredients"
CUP = {"unit": "cup", "equals": "120", "equals_unit": "g"}
SACK = {"unit": "sack", "equals": "25", "equals_unit": "kg"}


def made(manager, *conversions: dict, unit: str = "g", **more: object) -> dict:
    code = f"flour-{new_id().hex[:12]}"
    body = {"code": code, "name": "Flour", "unit": unit, "conversions": list(conversions), **more}
    answer = manager.post(PATH, body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_an_ingredient_is_kept_as_told_and_changed_by_version(manager):
    told = {
        "reorder_level": "5000.000",
        "pack_size": "25000.000",
        "lead_time_days": 3,
        "unit_cost": "0.042",
        "limits_sale": False,
        "category": "dry goods",
        "shelf_life_days": 180,
    }
    flour = made(manager, CUP, SACK, **told)
    assert {name: flour[name] for name in told} == told
    assert flour["conversions"] == [{**CUP, "amount": "1"}, {**SACK, "amount": "1"}]
    path = f"{PATH}/{flour['id']}"
    assert manager.get(path).json == flour
    changed = manager.patch(path, {"name": "Maida"}, If_Match='"1"')
    assert changed.json == {**flour, "name": "Maida", "version": 2}
    assert changed.headers["ETag"] == '"2"'
    stale = manager.patch(path, {"conversions": []}, If_Match='"1"')
    assert (stale.status_code, stale.json["current"]) == (412, changed.json)
    listed = manager.get(f"{PATH}?category=dry%20goods&limit=200").json["data"]
    assert changed.json in listed


def test_codes_are_unique_and_units_stay(manager):
    flour = made(manager)
    again = manager.post(PATH, {"code": flour["code"], "name": "Flour", "unit": "ml"})
    assert (again.status_code, again.json["code"]) == (409, "code-taken")
    assert manager.patch(f"{PATH}/{flour['id']}", {"unit": "ml"}).status_code == 422


@pytest.mark.parametrize(
    ("conversions", "field"),
    [
        ([{"unit": "kg", "equals": "900", "equals_unit": "g"}], "conversions/0/unit"),
        ([CUP, {**CUP, "equals": "125"}], "conversions/1/unit"),
        ([{**CUP, "equals": "0"}], "conversions/0/equals"),
        ([{"unit": "tin", "equals": "2", "equals_unit": "pc"}], "conversions/0/equals_unit"),
    ],
)
def test_conversions_that_cannot_be_change_nothing(manager, conversions, field):
    flour = made(manager, SACK)
    path = f"{PATH}/{flour['id']}"
    answer = manager.patch(path, {"name": "Other", "conversions": conversions})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert manager.get(path).json == flour


def test_documents_and_recipes_take_every_unit_of_an_ingredient(manager):
    flour = made(manager, CUP, SACK)
    line = {"ingredient_code": flour["code"], "quantity": "2", "unit": "sack", "unit_cost": "900"}
    document = manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": [line]}).json[
        "lines"
    ][0]
    assert (document["quantity"], document["unit"]) == ("50000.000", "g")
    assert (document["total_cost"], document["unit_cost"]) == ("1800", "0.0360")
    recipes = f"/api/menu/items/{item_id('butter-naan')}/recipes"
    spoon = {"ingredient_code": flour["code"], "quantity": "1", "unit": "tbsp"}
    after = manager.post(recipes, {"lines": [spoon]}).json
    assert [(line["quantity"], line["unit"]) for line in after["lines"]] == [("7.500", "g")]
    choice = {"code": "more", "name": "More", "ingredients": [{**spoon, "quantity": "-1"}]}
    group = {"code": flour["code"], "name": "Flour", "modifiers": [choice]}
    effect = manager.post("/api/menu/modifier-groups", group).json["modifiers"][0]["ingredients"]
    assert effect[0]["quantity"] == "-7.500"


def test_without_a_way_the_unit_is_refused_by_name(manager):
    flour = made(manager, SACK)
    line = {"ingredient_code": flour["code"], "quantity": "2", "unit": "cup"}
    answer = manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": [line]})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "lines/0/unit"
    assert "what a cup of it is" in answer.json["errors"][0]["reason"]


def test_another_outlet_has_none_of_it(manager, calling):
    flour = made(manager)
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get(f"{PATH}/{flour['id']}").status_code == 404
    assert stranger.patch(f"{PATH}/{flour['id']}", {"name": "Mine"}).status_code == 404
