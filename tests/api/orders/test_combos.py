"""Combos: several dishes for one price, on the bill and in the kitchen each a dish of its own."""

import itertools
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.splits.shares import spread
from tests.support.books import differences
from tests.support.restaurant import item_id

_numbers = itertools.count(1)
MAIN = {"code": "main", "name": "Main", "choices": [{"item_code": "dal-makhani"}]}
DRINK = {
    "code": "drink",
    "name": "Drink",
    "choices": [{"item_code": "soda"}, {"item_code": "lassi", "extra": "40"}],
}


@pytest.fixture
def combo(manager):
    """combo(price="250") is the code of a new combo of a main and a drink."""

    def of(price="250", *parts):
        body = {
            "code": f"combo-{next(_numbers)}",
            "name": "Lunch",
            "category_code": "all",
            "price": price,
            "station": "curry",
            "combo": list(parts or (MAIN, DRINK)),
        }
        made = manager.post("/api/menu/items", body)
        assert made.status_code == 201, made.text
        return made.json["code"]

    return of


def line(code, drink="soda", quantity=1, **more):
    choices = [{"part": "main", "item_code": "dal-makhani"}, {"part": "drink", "item_code": drink}]
    return {"item_code": code, "quantity": quantity, "choices": choices, **more}


def body(*lines, **more):
    return {"order_type": "DINE_IN", "lines": list(lines), **more}


def test_each_dish_is_a_line_with_its_share_its_tax_and_its_station(waiter, combo, database):
    code = combo("250")
    wanted = body(line(code, "lassi", 2))
    quote = waiter.post("/api/orders/quote", wanted).json
    order = waiter.post("/api/orders", wanted).json
    assert quote["total"] == order["total"]
    dal, lassi = order["lines"]
    assert (dal["item_name"], lassi["item_name"]) == ("Lunch: Dal Makhani", "Lunch: Lassi (Large)")
    assert dal["combo_id"] == lassi["combo_id"] is not None
    assert dal["combo_name"] == "Lunch"
    assert order["subtotal"] == "580.00", "twice 250 and 40 for lassi"
    shares = spread(29_000, [Fraction(22_050), Fraction(9_000)])
    assert [Decimal(each["unit_price"]) * 100 for each in order["lines"]] == shares
    assert {dal["station"], lassi["station"]} == {"curry", "cold"}
    assert {ticket["station"] for ticket in order["tickets"]} == {"curry", "cold"}
    assert dal["item_id"] == str(item_id("dal-makhani"))
    assert differences(database) == []


def test_the_menu_shows_its_parts(waiter, combo):
    code = combo("250")
    menu = waiter.get("/api/menu?outlet_id=spice-lane").json
    found = next(i for c in menu["categories"] for i in c["items"] if i["code"] == code)
    assert [part["code"] for part in found["combo"]] == ["main", "drink"]
    assert found["combo"][1]["choices"][1] == {"item_code": "lassi", "extra": "40.00"}


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ([], "lines/0/choices"),
        ([("main", "dal-makhani")], "lines/0/choices"),
        ([("main", "dal-makhani"), ("drink", "butter-naan")], "lines/0/choices/1/item_code"),
        ([("main", "dal-makhani"), ("sweet", "soda")], "lines/0/choices/1/part"),
        ([("drink", "soda"), ("drink", "lassi")], "lines/0/choices/1/part"),
    ],
)
def test_choices_that_the_combo_does_not_offer_are_refused(waiter, combo, choices, field):
    asked = {
        "item_code": combo(),
        "quantity": 1,
        "choices": [{"part": part, "item_code": code} for part, code in choices],
    }
    refused = waiter.post("/api/orders", body(asked))
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)


def test_a_dish_is_no_combo_and_a_combo_has_no_modifiers_of_its_own(waiter, combo):
    plain = line("dal-makhani")
    refused = waiter.post("/api/orders", body(plain))
    assert refused.json["errors"][0]["field"] == "lines/0/choices"
    asked = line(combo(), modifiers=[{"code": "mild"}])
    refused = waiter.post("/api/orders", body(asked))
    assert refused.json["errors"][0]["field"] == "lines/0/modifiers"


def test_a_dish_that_ran_out_stops_the_combo(waiter, combo):
    part = {"code": "main", "name": "Main", "choices": [{"item_code": "biryani"}]}
    choices = [{"part": "main", "item_code": "biryani"}]
    asked = {"item_code": combo("200", part), "quantity": 1, "choices": choices}
    refused = waiter.post("/api/orders", body(asked))
    assert (refused.status_code, refused.json["code"]) == (409, "item-unavailable")
    assert refused.json["item"]["code"] == "biryani"


def test_the_same_order_again_is_the_same_order(waiter, combo):
    wanted = body({"item_code": "soda", "quantity": 1}, line(combo()), id=str(uuid4()))
    first = waiter.post("/api/orders", wanted)
    again = waiter.post("/api/orders", wanted)
    assert (first.status_code, again.status_code) == (201, 200)
    other = body(
        {"item_code": "soda", "quantity": 1}, line(wanted["lines"][1]["item_code"], "lassi")
    )
    assert waiter.post("/api/orders", other | {"id": wanted["id"]}).status_code == 409


def test_a_combo_is_added_and_voided_whole(waiter, combo, database):
    order = waiter.order("soda")
    path = f"/api/orders/{order['id']}/lines"
    more = waiter.post(path, {"lines": [line(combo())]}).json
    _, dal, soda = more["lines"]
    refused = waiter.post(f"{path}/{dal['id']}/change", {"quantity": 2})
    assert (refused.status_code, refused.json["code"]) == (409, "part-of-combo")
    noted = waiter.post(f"{path}/{dal['id']}/change", {"note": "less butter"})
    assert noted.status_code == 200, noted.text
    less = waiter.post(f"{path}/{soda['id']}/void", {"reason": "changed their mind"}).json
    assert [each["voided"] for each in less["lines"]] == [False, True, True]
    assert less["total"] == order["total"]
    last = less["lines"][0]["id"]
    assert waiter.post(f"{path}/{last}/void", {"reason": "x"}).json["code"] == "last-line"
    assert differences(database) == []


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([MAIN, MAIN], "combo/1/code"),
        ([{**MAIN, "choices": [{"item_code": "no-such"}]}], "combo/0/choices/0/item_code"),
        ([{**MAIN, "choices": MAIN["choices"] * 2}], "combo/0/choices/1/item_code"),
    ],
)
def test_a_combo_that_cannot_be_is_refused(manager, combo, parts, field):
    code = combo()
    path = f"/api/menu/items/{found(manager, code)['id']}"
    refused = manager.patch(path, {"combo": parts})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)
    nested = [{**MAIN, "choices": [{"item_code": combo()}]}]
    refused = manager.patch(path, {"combo": nested})
    assert refused.json["errors"][0]["reason"] == "is no dish of the menu"


def found(manager, code):
    menu = manager.get("/api/menu?outlet_id=spice-lane").json
    return next(i for c in menu["categories"] for i in c["items"] if i["code"] == code)


def test_an_open_order_keeps_its_combo_when_the_menu_changes(waiter, manager, combo):
    code = combo()
    order = waiter.post("/api/orders", body(line(code))).json
    path = f"/api/menu/items/{found(manager, code)['id']}"
    assert manager.patch(path, {"combo": [MAIN], "price": "999"}).status_code == 200
    assert waiter.get(f"/api/orders/{order['id']}").json["lines"] == order["lines"]


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=1, max_size=10).filter(any))
def test_shares_of_a_combo_add_up_to_its_price(price, dishes):
    shares = spread(price, [Fraction(dish) for dish in dishes])
    assert sum(shares) == price
    assert all(share >= 0 for share in shares)


def test_a_dish_is_of_its_items_course_unless_the_guest_says_otherwise(waiter, manager):
    path = f"/api/menu/items/{item_id('lassi')}"
    assert manager.patch(path, {"course": 2}).json["course"] == 2
    try:
        order = waiter.order("dal-makhani", "lassi")
        assert [each["course"] for each in order["lines"]] == [None, 2]
        assert sorted(ticket["status"] for ticket in order["tickets"]) == ["HELD", "NEW"]
        first = body({"item_code": "lassi", "quantity": 1, "course": 1})
        assert waiter.post("/api/orders", first).json["tickets"][0]["status"] == "NEW"
    finally:
        assert manager.patch(path, {"course": 0}).json["course"] == 0
    assert waiter.order("lassi")["lines"][0]["course"] is None
