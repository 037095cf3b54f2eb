"""Placing orders: prices, numbers, refusals, and what is written beside the order."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chitrail import envelope
from chitrail.ids import new_id
from tests.support.restaurant import (
    OTHER_OUTLET,
    add_recipe,
    item_id,
    recipe_id,
    staff_id,
)


def test_an_order_is_priced_numbered_and_split_by_station(waiter):
    body = {
        "order_type": "DINE_IN",
        "table_label": "T4",
        "note": 'say "number":0, please',
        "lines": [
            {"item_code": "dal-makhani", "quantity": 2, "note": '"number":0,'},
            {"item_id": str(item_id("soda")), "quantity": 1},
        ],
    }
    response = waiter.post("/api/orders", body)
    order = response.json
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/orders/{order['id']}"
    assert response.headers["ETag"] == '"1"'
    money = {
        name: order[name] for name in ("subtotal", "cgst", "sgst", "round_off", "total", "due")
    }
    assert money == {
        "subtotal": "474.33",
        "cgst": "14.03",  # 11.025 -> 11.03 on the dal, 3.00 on the soda
        "sgst": "14.03",
        "round_off": "-0.39",
        "total": "502.00",
        "due": "502.00",
    }
    assert order["number"] > 0
    assert order["note"] == body["note"]
    assert order["placed_by"] == str(staff_id("waiter"))
    assert [ticket["station"] for ticket in order["tickets"]] == ["cold", "curry"]
    assert waiter.get(response.headers["Location"]).json == order


def test_a_variant_is_part_of_the_name(waiter):
    assert waiter.order("lassi")["lines"][0]["item_name"] == "Lassi (Large)"


def test_everything_about_the_order_is_written_at_once(waiter, database):
    order = waiter.order("dal-makhani", "butter-naan", note="quick")
    row = database.execute(
        "SELECT topic, sequence, message_key, envelope::text FROM outbox WHERE aggregate_id = %s",
        (order["id"],),
    ).fetchall()
    assert [(r[0], r[1]) for r in row] == [("order.placed", 1)]
    assert row[0][2] == f"{order['outlet_id']}/{order['id']}"
    _, event = envelope.decode(row[0][3].encode())
    assert event.number == order["number"]
    assert {ticket.number for ticket in event.tickets} == {order["number"]}
    assert {str(t.ticket_id) for t in event.tickets} == {t["id"] for t in order["tickets"]}
    assert [str(line.line_id) for line in event.lines] == [line["id"] for line in order["lines"]]
    assert event.lines[0].recipe_id == recipe_id("dal-makhani")
    history = database.execute(
        "SELECT seq, previous_status, status, actor FROM order_status_events WHERE order_id = %s",
        (order["id"],),
    ).fetchall()
    assert history == [(1, None, "PLACED", str(staff_id("waiter")))]


def test_the_recipe_is_frozen_when_the_order_is_placed(waiter, database):
    without = waiter.order("butter-naan")
    add_recipe(database, "butter-naan", 1, {"butter": "10"})
    before = waiter.order("butter-naan")
    add_recipe(database, "butter-naan", 2, {"butter": "12.5"})
    after = waiter.order("butter-naan")
    rows = database.execute("SELECT order_id, recipe_id FROM order_lines").fetchall()
    found = {str(order): recipe for order, recipe in rows}
    assert found[without["id"]] is None
    assert found[before["id"]] == recipe_id("butter-naan", 1)
    assert found[after["id"]] == recipe_id("butter-naan", 2)


def test_a_sold_out_item_is_named(waiter):
    lines = [
        {"item_code": "butter-naan", "quantity": 1},
        {"item_code": "biryani", "quantity": 1},
    ]
    response = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": lines})
    assert (response.status_code, response.json["code"]) == (409, "item-unavailable")
    assert response.json["item"]["code"] == "biryani"
    assert response.json["errors"][0]["field"] == "lines/1"
    assert "Biryani" in response.json["detail"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"item_code": "no-such-dish", "quantity": 1}, "lines/0/item_code"),
        ({"item_id": str(new_id()), "quantity": 1}, "lines/0/item_id"),
        ({"item_id": str(item_id("lassi", OTHER_OUTLET)), "quantity": 1}, "lines/0/item_id"),
        ({"quantity": 1}, "lines/0/item_code"),
        ({"item_code": "lassi", "quantity": 0}, "lines/0/quantity"),
        ({"item_code": "lassi", "quantity": 1, "price": "0.01"}, "lines/0/price"),
    ],
)
def test_a_wrong_line_is_pointed_at(waiter, database, line, field):
    before = database.execute("SELECT count(*) FROM orders").fetchone()
    response = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": [line]})
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == field
    assert database.execute("SELECT count(*) FROM orders").fetchone() == before


def test_an_order_beyond_the_books_is_refused(waiter, database):
    database.execute("UPDATE menu_items SET price_paise = 900000000 WHERE code = 'soda'")
    try:
        lines = [{"item_code": "soda", "quantity": 1000}]
        response = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": lines})
    finally:
        database.execute("UPDATE menu_items SET price_paise = 3333 WHERE code = 'soda'")
    assert response.status_code == 422


def test_the_same_id_with_the_same_content_is_the_same_order(waiter, manager):
    body = {
        "id": str(new_id()),
        "order_type": "DELIVERY",
        "lines": [{"item_code": "lassi", "quantity": 3}],
    }
    first, second = waiter.post("/api/orders", body), waiter.post("/api/orders", body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json == first.json
    changed = {**body, "lines": [{"item_code": "lassi", "quantity": 4}]}
    refused = manager.post("/api/orders", changed)
    assert (refused.status_code, refused.json["code"]) == (409, "order-id-taken")


def test_an_id_of_another_outlet_is_refused_without_showing_it(waiter, calling):
    order = waiter.order("lassi")
    body = {
        "id": order["id"],
        "order_type": "DINE_IN",
        "table_label": "T1",
        "lines": [{"item_code": "lassi", "quantity": 1}],
    }
    refused = calling("waiter", OTHER_OUTLET).post("/api/orders", body)
    assert refused.status_code == 409
    assert "lines" not in refused.json


def test_numbers_have_no_gap_though_tills_race_and_orders_fail(waiter, calling, database):
    stranger = calling("waiter", OTHER_OUTLET)
    good = {"order_type": "TAKEAWAY", "lines": [{"item_code": "lassi", "quantity": 1}]}
    taken = {**good, "id": waiter.order("soda")["id"]}

    def one(n: int) -> int | None:
        response = stranger.post("/api/orders", taken if n % 4 == 0 else good)
        return response.json.get("number")

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number in pool.map(one, range(40)) if number is not None]
    assert sorted(numbers) == list(range(1, 31))


def test_a_repetition_is_answered_even_if_the_item_has_run_out_since(waiter, database):
    key = str(new_id())
    body = {"order_type": "TAKEAWAY", "lines": [{"item_code": "soda", "quantity": 1}]}
    first = waiter.post("/api/orders", body, key)
    database.execute("UPDATE menu_items SET available = false WHERE code = 'soda'")
    try:
        again = waiter.post("/api/orders", body, key)
    finally:
        database.execute("UPDATE menu_items SET available = true WHERE code = 'soda'")
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]


def test_lists_are_newest_first_and_a_cursor_sees_each_order_once(calling):
    cashier = calling("cashier")
    placed = [cashier.order("lassi")["id"] for _ in range(5)]
    seen, cursor = [], ""
    while len(seen) < 5:
        page = cashier.get(f"/api/orders?limit=2{cursor}").json
        seen += [order["id"] for order in page["data"]]
        cursor = f"&cursor={page['page']['next']}"
        cashier.order("soda")  # arrives meanwhile and moves no page
    assert seen[:5] == placed[::-1]
    newest = cashier.get("/api/orders?limit=1&offset=1").json
    assert newest["page"]["total"] > 5


def test_lists_are_filtered_and_never_show_another_outlet(waiter, calling):
    order = waiter.order("lassi")
    day = order["business_date"]
    listed = waiter.get(f"/api/orders?status=PLACED&business_date={day}").json["data"]
    assert order["id"] in {found["id"] for found in listed}
    assert waiter.get("/api/orders?status=CANCELLED&business_date=2020-01-01").json["data"] == []
    stranger = calling("manager", OTHER_OUTLET)
    assert order["id"] not in {found["id"] for found in stranger.get("/api/orders").json["data"]}
    assert stranger.get(f"/api/orders/{order['id']}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1000000000",
        "limit=1.5",
        "limit=1&limit=2",
        "offset=-1",
        "cursor=zz",
        "cursor=%00",
        "status=GONE",
        "business_date=0000-01-01",
        "business_date=yesterday",
        "x=1",
    ],
)
def test_a_wrong_query_is_refused(waiter, query):
    response = waiter.get(f"/api/orders?{query}")
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == query.split("=")[0]
