"""Suppliers, what they sell, who is preferred, and prices as a history."""

import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET

PATH = "/api/suppliers"
GSTIN = "29AAGCB7383J1Z4"


def supplier(manager, code: str, **more: object) -> dict:
    answer = manager.post(PATH, {"code": code, "name": code.title(), **more})
    assert answer.status_code == 201, answer.text
    return answer.json


def item(manager, supplier_id: str, code: str, ingredient: str = "butter", **more: object) -> dict:
    body = {
        "ingredient_code": ingredient,
        "code": code,
        "name": f"{ingredient}, {code}",
        "pack_quantity": "5",
        "pack_unit": "kg",
        "price": "2500.50",
        **more,
    }
    answer = manager.post(f"{PATH}/{supplier_id}/items", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_supplier_is_kept_as_told_and_changed_by_version(manager):
    told = {
        "gstin": GSTIN,
        "contact_name": "Lata",
        "phone": "+91 98450 00000",
        "email": "orders@dairy.example",
        "address": "KR Market\nBengaluru",
        "payment_terms_days": 15,
        "lead_time_days": 2,
        "cutoff": "17:00",
    }
    made = supplier(manager, "dairy", delivery_weekdays=[5, 1, 1], minimum_order="1500", **told)
    assert {name: made[name] for name in told} == told
    assert (made["delivery_weekdays"], made["minimum_order"]) == ([1, 5], "1500.00")
    where = f"{PATH}/{made['id']}"
    read = manager.get(where)
    assert (read.json, read.headers["ETag"]) == (made, '"1"')
    changed = manager.patch(where, {"gstin": "", "phone": "080 1"}, If_Match='"1"')
    assert changed.json == made | {"gstin": "", "phone": "080 1", "version": 2}
    late = manager.patch(where, {"phone": "080 2"}, If_Match='"1"')
    assert (late.status_code, late.json["current"]["phone"]) == (412, "080 1")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gstin", "29AAGCB7383J1Z5"),
        ("gstin", "no"),
        ("email", "nobody"),
        ("email", "a@b?cc=c@d"),
        ("delivery_weekdays", [8]),
        ("cutoff", "24:00"),
        ("payment_terms_days", 400),
        ("minimum_order", "1.005"),
    ],
)
def test_what_cannot_be_is_refused_by_name(manager, field, value):
    body = {"code": "wrong", "name": "Wrong", field: value}
    answer = manager.post(PATH, body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"].startswith(field)


def test_a_code_names_one_supplier(manager, calling):
    supplier(manager, "twice")
    again = manager.post(PATH, {"code": "twice", "name": "Twice"})
    assert (again.status_code, again.json["code"]) == (409, "code-taken")
    supplier(calling("manager", OTHER_OUTLET), "twice")


def test_those_who_are_retired_are_listed_apart(manager):
    gone = supplier(manager, "gone")
    manager.patch(f"{PATH}/{gone['id']}", {"retired": True})
    listed = {
        kind: [one["code"] for one in manager.get(f"{PATH}?retired={kind}").json["data"]]
        for kind in ("true", "false")
    }
    assert listed["true"] == ["gone"]
    assert "gone" not in listed["false"]


def test_a_pack_is_kept_in_the_unit_of_its_ingredient(manager):
    dairy = supplier(manager, "packs")
    box = item(manager, dairy["id"], "B5", minimum_packs="2", packs_multiple="0.5", tax_rate="12")
    assert (box["pack_size"], box["unit"], box["price"]) == ("5000.000", "g", "2500.50")
    assert (box["tax_rate"], box["minimum_packs"]) == ("12.00", "2.000")
    eggs = item(manager, dairy["id"], "E30", "eggs", pack_quantity="2.5", pack_unit="dozen")
    assert (eggs["pack_size"], eggs["unit"]) == ("30.000", "pc")
    listed = manager.get(f"{PATH}/{dairy['id']}/items").json["data"]
    assert listed == [box, eggs]
    assert manager.get(f"/api/supplier-items/{box['id']}").json == box


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ingredient_code": "saffron"}, "ingredient_code"),
        ({"pack_unit": "l"}, "pack_unit"),
        ({"pack_unit": "stone"}, "pack_unit"),
        ({"pack_quantity": "0"}, "pack_quantity"),
        ({"packs_multiple": "0"}, "packs_multiple"),
        ({"tax_rate": "101"}, "tax_rate"),
    ],
)
def test_a_wrong_pack_is_pointed_at(manager, more, field):
    dairy = supplier(manager, f"wrong-{new_id()}")
    body = {"ingredient_code": "butter", "code": "X", "name": "X", "pack_quantity": "1"}
    body |= {"pack_unit": "kg", "price": "1", **more}
    answer = manager.post(f"{PATH}/{dairy['id']}/items", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_one_supplier_is_preferred_for_an_ingredient(manager):
    first, second = (supplier(manager, code)["id"] for code in ("prefer-a", "prefer-b"))
    a = item(manager, first, "A", "cream", pack_unit="l", preferred=True)
    b = item(manager, second, "B", "cream", pack_unit="l", preferred=True)

    def preferred() -> list[bool]:
        return [manager.get(f"/api/supplier-items/{one['id']}").json["preferred"] for one in (a, b)]

    assert preferred() == [False, True]
    manager.patch(f"/api/supplier-items/{a['id']}", {"preferred": True})
    assert preferred() == [True, False]
    manager.patch(f"/api/supplier-items/{a['id']}", {"retired": True})
    assert preferred() == [False, False]
    refused = manager.patch(f"/api/supplier-items/{a['id']}", {"preferred": True})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "preferred")


def test_prices_are_a_history_and_todays_is_the_newest_that_holds(manager, database):
    box = item(manager, supplier(manager, "prices")["id"], "P")
    where = f"/api/supplier-items/{box['id']}/prices"
    assert manager.post(where, {"price": "2600", "reason": "monsoon"}).json["price"] == "2600.00"
    later = manager.post(where, {"price": "3000", "valid_from": "2999-01-01"})
    assert (later.json["price"], later.json["version"]) == ("2600.00", 3)
    past = manager.post(where, {"price": "1", "valid_from": "2000-01-01"})
    assert past.json["price"] == "2600.00"
    told = [entry["price"] for entry in manager.get(where).json["data"]]
    assert told == ["3000.00", "2600.00", "2500.50", "1.00"]
    acts = database.execute(
        "SELECT details->>'price' FROM audit_entries WHERE act = 'supplier-price' AND subject = %s"
        " ORDER BY seq",
        (box["id"],),
    ).fetchall()
    assert acts == [("2600.00",), ("3000.00",), ("1.00",)]


def test_other_outlets_and_other_roles_see_nothing(manager, waiter, calling):
    mine = supplier(manager, "mine")
    box = item(manager, mine["id"], "M")
    stranger = calling("manager", OTHER_OUTLET)
    for path in (f"{PATH}/{mine['id']}", f"/api/supplier-items/{box['id']}/prices"):
        assert stranger.get(path).status_code == 404
        assert waiter.get(path).status_code == 403
    assert manager.get(f"{PATH}/{new_id()}").status_code == 404
