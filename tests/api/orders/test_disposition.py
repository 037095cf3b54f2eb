"""What becomes of food: begun dishes are wasted or returned by a word, stock is set aside and let go."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.support.books import differences, stock_differences
from tests.support.ledger import settle
from tests.support.restaurant import OUTLET, item_id

PORTION = {"lentils": Decimal(80), "butter": Decimal("20.5")}


@pytest.fixture(scope="module")
def kitchen(calling):
    """Stock for a hundred portions of dal."""
    lines = [
        {"ingredient_code": code, "quantity": str(quantity * 100), "unit": "g"}
        for code, quantity in PORTION.items()
    ]
    opened = calling("manager").post(
        "/api/inventory/documents", {"kind": "OPENING", "lines": lines}
    )
    assert opened.status_code == 201, opened.text


@pytest.fixture
def book(database, restaurant_url, kitchen):
    """Book what waits; gives what is there and what is set aside of each ingredient."""

    def now():
        settle(restaurant_url)
        assert differences(database) == []
        assert stock_differences(database) == []
        return levels(database)

    return now


def levels(database):
    rows = database.execute(
        "SELECT i.code, l.on_hand, coalesce(r.reserved, 0) FROM ingredients i"
        " JOIN stock_levels l ON l.ingredient_id = i.id"
        " LEFT JOIN stock_reserved r ON r.ingredient_id = i.id WHERE i.outlet_id = %s",
        (OUTLET,),
    ).fetchall()
    return {code: (on_hand, reserved) for code, on_hand, reserved in rows}


def less(before, portions, reserved=0):
    return {
        code: (before[code][0] - portions * quantity, reserved * quantity)
        for code, quantity in PORTION.items()
    }


def place(caller, quantity=3, **more):
    line = {"item_code": "dal-makhani", "quantity": quantity, **more}
    answer = caller.post("/api/orders", {"order_type": "DINE_IN", "lines": [line]})
    assert answer.status_code == 201, answer.text
    return answer.json


def begin(cook, order):
    for ticket in order["tickets"]:
        cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": "PREPARING"})


def finish(waiter, cook, order):
    begin(cook, order)
    for act, body in (("advance", {"to": "READY"}), ("complete", {})):
        if act == "complete":
            waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
        answer = waiter.post(f"/api/orders/{order['id']}/{act}", body)
        assert answer.status_code == 200, answer.text


def reserves(manager, yes):
    answer = manager.post("/api/inventory/settings", {"reserves_stock": yes})
    assert (answer.status_code, answer.json) == (200, {"reserves_stock": yes})


@pytest.fixture
def reserving(manager):
    reserves(manager, True)
    yield
    reserves(manager, False)


def test_begun_food_needs_somebodys_word(waiter, cook, manager, book):
    stock, order = book(), place(waiter)
    begin(cook, order)
    path = f"/api/orders/{order['id']}"
    before = waiter.get(path).json
    refused = manager.post(f"{path}/cancel", {"reason": "left"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "stock")
    assert waiter.get(path).json == before
    manager.post(f"{path}/cancel", {"reason": "left", "stock": "RETURNED"})
    assert book() == stock


@pytest.mark.parametrize(("stock", "portions"), [("WASTED", 3), ("RETURNED", 0)])
def test_a_cancelled_orders_food_is_wasted_once_or_not_taken(
    waiter, cook, manager, book, stock, portions
):
    before, order = book(), place(waiter)
    begin(cook, order)
    body, key = {"reason": "left", "stock": stock}, f"cancel-{stock}-{order['id']}"
    first = manager.post(f"/api/orders/{order['id']}/cancel", body, key)
    assert first.status_code == 200, first.text
    assert manager.post(f"/api/orders/{order['id']}/cancel", body, key).data == first.data
    assert {**before, **less(before, portions)} == book()


def test_what_nobody_has_begun_needs_no_word_and_takes_nothing(waiter, book):
    before, order = book(), place(waiter)
    assert waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "x"}).status_code == 200
    assert book() == before


def test_fewer_of_a_begun_dish_and_then_none(waiter, cook, manager, book):
    before, order = book(), place(waiter, 5)
    path = f"/api/orders/{order['id']}/lines/{order['lines'][0]['id']}"
    waiter.post(
        f"/api/orders/{order['id']}/lines", {"lines": [{"item_code": "soda", "quantity": 1}]}
    )
    begin(cook, order)
    body = {"quantity": 3, "stock": "WASTED"}
    refused = manager.post(f"{path}/change", {**body, "modifiers": []})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "modifiers")
    assert manager.post(f"{path}/change", {"quantity": 3}).status_code == 422
    assert manager.post(f"{path}/change", body).status_code == 200
    assert {**before, **less(before, 2)} == book()
    assert manager.post(f"{path}/void", {"reason": "burnt"}).status_code == 422
    assert manager.post(f"{path}/void", {"reason": "burnt", "stock": "WASTED"}).status_code == 200
    assert {**before, **less(before, 5)} == book()


def test_a_portion_of_a_completed_order_comes_back_once(waiter, cook, manager, book):
    before, order = book(), place(waiter)
    path, line = f"/api/orders/{order['id']}/return-to-stock", order["lines"][0]["id"]
    body = {"lines": [{"line_id": line, "quantity": 1}], "reason": "unopened"}
    early = manager.post(path, body)
    assert (early.status_code, early.json["code"]) == (409, "not-completed")
    finish(waiter, cook, order)
    assert waiter.post(path, body).status_code == 403
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: manager.post(path, body), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [422] * 5
    assert book() == before


def test_nothing_comes_back_of_a_dish_without_a_recipe(waiter, cook, manager, book):
    order = waiter.order("soda")
    finish(waiter, cook, order)
    body = {"lines": [{"line_id": order["lines"][0]["id"]}], "reason": "unopened"}
    refused = manager.post(f"/api/orders/{order['id']}/return-to-stock", body)
    assert (refused.status_code, refused.json["code"]) == (409, "nothing-to-return")
    assert book()


@pytest.mark.usefixtures("reserving")
def test_stock_is_set_aside_from_firing_to_completion(waiter, cook, book):
    before = book()
    order = place(waiter, 4, course=2)
    assert book() == before
    assert waiter.post(f"/api/orders/{order['id']}/courses/2/fire", {}).status_code == 200
    assert {**before, **less(before, 0, reserved=4)} == book()
    assert waiter.post(f"/api/orders/{order['id']}/courses/2/hold", {}).status_code == 200
    assert book() == before
    waiter.post(f"/api/orders/{order['id']}/courses/2/fire", {})
    finish(waiter, cook, order)
    assert {**before, **less(before, 4)} == book()


@pytest.mark.usefixtures("reserving")
def test_levels_show_what_is_left_to_sell(waiter, manager, book):
    before, order = book()["lentils"][0], place(waiter, 2)
    listed = manager.get("/api/inventory/levels").json["data"]
    lentils = next(level for level in listed if level["code"] == "lentils")
    assert (lentils["reserved"], lentils["available"]) == ("160.000", str(before - 160))
    waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "x"})
    assert book()["lentils"] == (before, 0)


def test_open_orders_follow_when_an_outlet_begins_to_reserve_and_ends(waiter, manager, book):
    before, order = book(), place(waiter, 2)
    reserves(manager, True)
    assert {**before, **less(before, 0, reserved=2)} == book()
    reserves(manager, False)
    assert book() == before
    waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "x"})


@pytest.mark.usefixtures("reserving")
def test_fifty_orders_for_the_last_ten_portions(waiter, manager, database, book):
    before = book()
    most = int(min(before[code][0] // PORTION[code] for code in PORTION))
    lentils = [{"ingredient_code": "lentils", "unit": "g"}]
    lentils[0]["quantity"] = str(before["lentils"][0] - 10 * PORTION["lentils"])
    assert most > 10
    manager.post("/api/inventory/documents", {"kind": "WASTE", "lines": lentils})
    before = book()
    dal = item_id("dal-makhani")
    database.execute("UPDATE menu_items SET follows_stock = true WHERE id = %s", (dal,))
    line = {"item_code": "dal-makhani", "quantity": 1}
    body = {"order_type": "TAKEAWAY", "lines": [line]}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: waiter.post("/api/orders", body), range(50)))
    refused = {a.json["code"] for a in answers if a.status_code != 201}
    assert sum(answer.status_code == 201 for answer in answers) == 10
    assert refused == {"item-unavailable"}
    assert {**before, **less(before, 0, reserved=10)} == book()
    (sold_out,) = database.execute(
        "SELECT out_of_stock FROM menu_items WHERE id = %s", (dal,)
    ).fetchone()
    assert sold_out
    placed = [answer.json["id"] for answer in answers if answer.status_code == 201]
    waiter.post(f"/api/orders/{placed.pop()}/cancel", {"reason": "left"})
    again = waiter.post("/api/orders", body)
    assert again.status_code == 201
    for order in (again.json["id"], *placed):
        waiter.post(f"/api/orders/{order}/cancel", {"reason": "left"})
    assert book() == before
    database.execute("UPDATE menu_items SET follows_stock = false WHERE id = %s", (dal,))


ACTS = st.tuples(
    st.sampled_from(
        [
            "add",
            "fewer",
            "void",
            "fire",
            "hold",
            "begin",
            "ready",
            "move",
            "merge",
            "split",
            "cancel",
        ]
    ),
    st.integers(0, 5),
    st.sampled_from(["WASTED", "RETURNED"]),
)


@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=12))
@pytest.mark.usefixtures("reserving")
def test_whatever_is_pressed_every_gram_is_somewhere(waiter, cook, manager, book, acts):
    """Reservations are those of the fired dishes, wasted food left once, all else is still there."""
    before = book()
    orders = [place(waiter, 2), place(waiter, 3, course=2)]
    for act, which, stock in acts:
        order = orders[which % len(orders)]
        order = waiter.get(f"/api/orders/{order['id']}").json
        path = f"/api/orders/{order['id']}"
        standing = [line for line in order["lines"] if not line["voided"]]
        if not standing:
            continue
        line = standing[which % len(standing)]["id"]
        dal = {"item_code": "dal-makhani", "quantity": 1 + which}
        if act in ("begin", "ready"):
            to = "PREPARING" if act == "begin" else "READY"
            for ticket in order["tickets"]:
                cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": to})
            continue
        where, body = {
            "add": ("lines", {"lines": [{**dal, "course": 1 + which % 2}]}),
            "fewer": (f"lines/{line}/change", {"quantity": 1, "stock": stock}),
            "void": (f"lines/{line}/void", {"reason": "x", "stock": stock}),
            "fire": ("courses/2/fire", {}),
            "hold": ("courses/2/hold", {}),
            "move": ("move", {"table_label": f"T{which}"}),
            "merge": ("merge", {"into": orders[(which + 1) % len(orders)]["id"]}),
            "split": ("split-off", {"lines": [{"line_id": line, "quantity": 1}]}),
            "cancel": ("cancel", {"reason": "x", "stock": stock}),
        }[act]
        answer = manager.post(f"{path}/{where}", body)
        assert answer.status_code in (200, 201, 409, 422), answer.text
        if act == "split" and answer.status_code == 201:
            orders.append(answer.json)
    after = book()
    for order in orders:
        manager.post(f"/api/orders/{order['id']}/cancel", {"reason": "end", "stock": "RETURNED"})
    ended = book()
    for code in PORTION:
        assert ended[code][0] == after[code][0] <= before[code][0]
        assert ended[code][1] == before[code][1]
