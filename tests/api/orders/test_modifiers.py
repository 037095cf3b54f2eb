"""Modifiers on orders: priced, frozen, told to the kitchen, and changed as long as the dish is not cooked."""

import pytest

from chitrail import envelope
from tests.support.books import differences
from tests.support.restaurant import ingredient_id, item_id

GROUPS = (
    {
        "code": "leave-out",
        "name": "Leave out",
        "max_choices": 3,
        "modifiers": [
            {
                "code": "no-butter",
                "name": "No butter",
                "ingredients": [{"ingredient_code": "butter", "quantity": "-1", "unit": "kg"}],
            }
        ],
    },
    {
        "code": "add",
        "name": "Add",
        "max_choices": 4,
        "modifiers": [
            {
                "code": "cream",
                "name": "Cream",
                "price": "25.50",
                "ingredients": [{"ingredient_code": "cream", "quantity": "12.5", "unit": "ml"}],
            },
            {"code": "gone", "name": "Gone", "available": False},
            {"code": "cheap", "name": "Cheap", "price": "-300"},
        ],
    },
    {
        "code": "spice",
        "name": "Spice",
        "min_choices": 1,
        "modifiers": [{"code": "mild", "name": "Mild"}, {"code": "hot", "name": "Hot"}],
    },
)
MILD = {"code": "mild"}
CREAM = {"code": "cream", "quantity": 2}


@pytest.fixture(scope="module", autouse=True)
def offered(manager):
    """Dal makhani with all three groups."""
    for group in GROUPS:
        assert manager.post("/api/menu/modifier-groups", group).status_code == 201
    path = f"/api/menu/items/{item_id('dal-makhani')}"
    codes = [group["code"] for group in GROUPS]
    assert manager.patch(path, {"modifier_groups": codes}).status_code == 200


def dal(*modifiers, quantity=1):
    return {"item_code": "dal-makhani", "quantity": quantity, "modifiers": list(modifiers)}


def place(caller, *lines, **more):
    body = {"order_type": "DINE_IN", "lines": list(lines), **more}
    return caller.post("/api/orders", body)


def frozen(database, order):
    row = database.execute(
        "SELECT modifiers, ingredients FROM order_lines WHERE order_id = %s", (order["id"],)
    )
    return row.fetchone()


def events_of(database, order):
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
        (order["id"],),
    )
    return [envelope.decode(row[0].encode())[1] for row in rows.fetchall()]


def test_the_price_of_a_portion_is_with_its_modifiers(waiter):
    lines = [dal(MILD, CREAM, quantity=3)]
    quoted = waiter.post("/api/orders/quote", {"order_type": "DINE_IN", "lines": lines}).json
    placed = place(waiter, *lines).json
    for shown in (quoted, placed):
        (line,) = shown["lines"]
        assert (line["unit_price"], line["total"]) == ("271.50", "814.50")
        assert shown["subtotal"] == "814.50"
        assert line["modifiers"] == [
            {
                "group_code": "add",
                "code": "cream",
                "name": "Cream",
                "quantity": 2,
                "price": "25.50",
            },
            {"group_code": "spice", "code": "mild", "name": "Mild", "quantity": 1, "price": "0.00"},
        ]
    assert waiter.get(f"/api/orders/{placed['id']}").json == placed


def test_what_was_chosen_is_frozen_and_told(waiter, manager, database, cook):
    no_butter = {"code": "no-butter", "group_code": "leave-out", "quantity": 1}
    order = place(waiter, dal(no_butter, MILD, CREAM)).json
    before = frozen(database, order)
    assert before[1] == [
        {"ingredient_id": str(one), "quantity": quantity, "unit": unit}
        for one, quantity, unit in sorted(
            [
                (ingredient_id("butter"), "-20.500", "g"),  # all the recipe has, not a kilogram
                (ingredient_id("cream"), "25.000", "ml"),
            ]
        )
    ]
    (placed,) = events_of(database, order)
    told = [(m.name, m.quantity) for m in placed.tickets[0].lines[0].modifiers]
    assert told == [("No butter", 1), ("Cream", 2), ("Mild", 1)]
    assert [m.code for m in placed.lines[0].modifiers] == ["no-butter", "cream", "mild"]
    assert len(placed.lines[0].ingredients) == 2
    tickets = cook.get("/api/tickets?limit=1").json["data"]
    assert tickets[0]["lines"][0]["modifiers"][0] == {"name": "No butter", "quantity": 1}
    groups = manager.get("/api/menu/modifier-groups").json["data"]
    (group,) = (one for one in groups if one["code"] == "add")
    dearer = [{**one, "price": "99.00"} for one in GROUPS[1]["modifiers"]]
    manager.patch(f"/api/menu/modifier-groups/{group['id']}", {"modifiers": dearer})
    try:
        assert waiter.get(f"/api/orders/{order['id']}").json == order
        assert frozen(database, order) == before
        again = place(waiter, dal(MILD, CREAM)).json
        assert again["lines"][0]["unit_price"] == "418.50"
    finally:
        manager.patch(
            f"/api/menu/modifier-groups/{group['id']}", {"modifiers": GROUPS[1]["modifiers"]}
        )


@pytest.mark.parametrize(
    ("modifiers", "field", "status"),
    [
        ([], "lines/1/modifiers", 422),
        ([MILD, {"code": "hot"}], "lines/1/modifiers", 422),
        ([{"code": "mild", "quantity": 2}], "lines/1/modifiers", 422),
        ([MILD, {"code": "onion"}], "lines/1/modifiers/1/code", 422),
        ([MILD, {"code": "cream", "group_code": "spice"}], "lines/1/modifiers/1/code", 422),
        ([MILD, {"code": "cheap"}], "lines/1/modifiers", 422),
        ([MILD, {"code": "gone"}], "lines/1/modifiers/1", 409),
        ([MILD, {"code": "cream", "quantity": 0}], "lines/1/modifiers/1/quantity", 422),
    ],
)
def test_a_choice_that_is_not_offered_is_refused_and_nothing_is_written(
    waiter, database, modifiers, field, status
):
    count = "SELECT count(*) FROM orders"
    before = database.execute(count).fetchone()
    lines = [{"item_code": "soda", "quantity": 1}, dal(*modifiers)]
    for path in ("/api/orders", "/api/orders/quote"):
        answer = waiter.post(path, {"order_type": "DINE_IN", "lines": lines})
        assert answer.status_code == status, answer.text
        assert answer.json["errors"][0]["field"] == field
    assert database.execute(count).fetchone() == before


def test_a_client_that_tells_an_order_again_must_tell_the_same_modifiers(waiter):
    order = place(waiter, dal(MILD, CREAM)).json
    same = place(waiter, dal(CREAM, {**MILD, "group_code": "spice"}), id=order["id"])
    assert (same.status_code, same.json) == (200, order)
    for other in ([MILD], [MILD, {"code": "cream"}], [CREAM, {"code": "hot"}]):
        answer = place(waiter, dal(*other), id=order["id"])
        assert (answer.status_code, answer.json["code"]) == (409, "order-id-taken")


def test_modifiers_change_while_the_dish_is_not_cooked(waiter, database):
    order = place(waiter, dal(MILD, CREAM, quantity=2)).json
    path = f"/api/orders/{order['id']}/lines/{order['lines'][0]['id']}/change"
    changed = waiter.post(path, {"modifiers": [{"code": "hot"}, {"code": "no-butter"}]})
    assert changed.status_code == 200, changed.text
    (line,) = changed.json["lines"]
    assert (line["unit_price"], line["quantity"]) == ("220.50", 2)
    assert [one["code"] for one in line["modifiers"]] == ["no-butter", "hot"]
    assert [one["quantity"] for one in frozen(database, order)[1]] == ["-20.500"]
    shown = events_of(database, order)[-1].ticket
    assert [one.name for one in shown.lines[0].modifiers] == ["No butter", "Hot"]
    kept = waiter.post(path, {"quantity": 1}).json["lines"][0]
    assert [one["code"] for one in kept["modifiers"]] == ["no-butter", "hot"]
    refused = waiter.post(path, {"modifiers": []})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "modifiers")
    entry = waiter.get(f"/api/orders/{order['id']}/history").json["data"][1]
    assert [one["name"] for one in entry["details"]["after"]["modifiers"]] == ["No butter", "Hot"]


def test_dishes_ordered_later_have_modifiers_too(waiter, database):
    order = waiter.order("soda")
    added = waiter.post(f"/api/orders/{order['id']}/lines", {"lines": [dal(MILD, CREAM)]})
    assert added.json["lines"][1]["unit_price"] == "271.50"
    assert [one["code"] for one in added.json["lines"][1]["modifiers"]] == ["cream", "mild"]
    missing = waiter.post(f"/api/orders/{order['id']}/lines", {"lines": [dal()]})
    assert missing.json["errors"][0]["field"] == "lines/0/modifiers"


def test_an_invoice_names_the_modifiers(waiter, manager):
    seller = {
        "legal_name": "Spice Lane Foods LLP",
        "address": "12 MG Road",
        "state_code": "29",
        "gstin": "29AAGCB7383J1Z4",
        "fssai_number": "11223344556677",
        "series": "SL",
    }
    assert manager.post("/api/invoices/settings", seller).status_code in (200, 201)
    order = place(waiter, dal(MILD, CREAM)).json
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    (line,) = waiter.post(f"/api/orders/{order['id']}/invoice").json["lines"]
    assert line["item_name"] == "Dal Makhani (Cream x2, Mild)"
    assert line["unit_price"] == "271.50"


def test_the_books_agree(database):
    assert differences(database) == []
