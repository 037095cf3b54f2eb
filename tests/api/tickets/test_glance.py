"""What a cook sees at a glance: rush, allergens, the promised time, guests, other stations, what is done."""

from datetime import datetime, timedelta

import pytest

from chitrail import tokens
from tests.support.notices import tell_screens
from tests.support.restaurant import OTHER_OUTLET, OUTLET, Caller, ingredient_id, item_id

LINES = [
    {"item_code": "dal-makhani", "quantity": 1},
    {"item_code": "lassi", "quantity": 2},
    {"item_code": "soda", "quantity": 1},
]


def place(waiter, *lines, **more):
    body = {"order_type": "DINE_IN", "table_label": "T1", "lines": list(lines or LINES), **more}
    answer = waiter.post("/api/orders", body)
    assert answer.status_code == 201, answer.text
    return answer.json


@pytest.fixture
def rail(manager):
    """Tickets of an order by station, as screens get them."""

    def of(order):
        found = manager.get("/api/tickets?limit=200").json["data"]
        return {each["station"]: each for each in found if each["order_id"] == order["id"]}

    return of


def press(cook, ticket, *, line=None, to=None, status=200):
    path = f"/api/tickets/{ticket['ticket_id']}"
    path += f"/lines/{line}/advance" if line else "/advance"
    answer = cook.post(path, {"to": to} if to else {})
    assert answer.status_code == status, answer.text
    return answer.json


def names(ticket):
    return [(line["line_id"], line["done"]) for line in ticket["lines"]]


def test_rush_is_on_every_ticket(waiter, manager, cook, rail, database):
    order = place(waiter)
    cold = rail(order)["cold"]
    press(cook, cold, to="PREPARING")
    press(cook, cold, to="READY")
    path = f"/api/orders/{order['id']}/rush"
    rushed = waiter.post(path, {"rush": True})
    assert (rushed.status_code, rushed.json["rushed_at"] is not None) == (200, True)
    assert {s: t["rush"] for s, t in rail(order).items()} == {"cold": True, "curry": True}
    versions = {s: t["version"] for s, t in rail(order).items()}
    again = waiter.post(path, {})
    assert again.json["version"] == rushed.json["version"]
    assert {s: t["version"] for s, t in rail(order).items()} == versions
    ended = waiter.post(path, {"rush": False})
    assert (ended.json["rushed_at"], rail(order)["curry"]["rush"]) == (None, False)
    kinds = database.execute(
        "SELECT kind, actor FROM order_changes WHERE order_id = %s ORDER BY version", (order["id"],)
    ).fetchall()
    assert [kind for kind, _ in kinds] == ["RUSHED", "RUSH_ENDED"]
    manager.post(f"/api/orders/{order['id']}/cancel", {"reason": "x", "stock": "WASTED"})
    assert waiter.post(path, {}).status_code == 409


def test_allergens_come_from_the_dish_its_ingredients_and_what_is_added(waiter, manager, rail):
    for path, body in (
        (f"/api/ingredients/{ingredient_id('butter')}", {"allergens": ["milk"]}),
        (f"/api/menu/items/{item_id('dal-makhani')}", {"allergens": ["mustard", "celery"]}),
    ):
        version = manager.get(path).headers["ETag"]
        answer = manager.patch(path, body, If_Match=version)
        assert (answer.status_code, answer.json["allergens"]) == (200, sorted(body["allergens"]))
    order = place(waiter)
    lines = rail(order)["curry"]["lines"]
    assert [line["allergens"] for line in lines] == [["celery", "milk", "mustard"]]
    assert [line["allergens"] for line in rail(order)["cold"]["lines"]] == [[], []]
    path = f"/api/menu/items/{item_id('dal-makhani')}"
    wrong = manager.patch(path, {"allergens": ["dust"]}, If_Match=manager.get(path).headers["ETag"])
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "allergens/0")


def test_the_promise_is_the_longest_dish_after_firing_or_what_the_guest_was_told(waiter, rail):
    order = place(waiter, guests=3)
    curry = rail(order)["curry"]
    fired, promised = (datetime.fromisoformat(curry[key]) for key in ("fired_at", "promised_at"))
    assert (promised - fired, curry["guests"]) == (timedelta(seconds=600), 3)
    told = "2999-01-01T12:00:00Z"
    later = place(waiter, order_type="TAKEAWAY", table_label="", promised_at=told)
    assert {t["promised_at"] for t in rail(later).values()} == {told}
    held = place(waiter, {**LINES[0], "course": 2}, LINES[1])
    assert rail(held)["curry"]["promised_at"] is None


def test_a_promise_without_a_zone_is_refused(waiter):
    body = {"order_type": "TAKEAWAY", "lines": LINES, "promised_at": "2999-01-01T12:00:00"}
    answer = waiter.post("/api/orders", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "promised_at")


def test_the_other_station_is_told_how_far_this_one_is(
    waiter, cook, rail, database, restaurant_url
):
    order = place(waiter)
    cold = rail(order)["cold"]
    curry = {"station": "curry", "course": None, "status": "NEW"}
    assert cold["also_at"] == [curry]
    tell_screens(restaurant_url)
    press(cook, rail(order)["curry"], to="PREPARING")
    tell_screens(restaurant_url)
    heard = database.execute(
        "SELECT body FROM notifications WHERE audience = %s AND kind = 'elsewhere' ORDER BY seq DESC",
        (f"kds/{OUTLET}/cold",),
    ).fetchone()
    assert heard == ({**curry, "status": "PREPARING", "order_id": order["id"]},)
    assert rail(order)["cold"]["version"] == cold["version"]
    assert rail(order)["cold"]["also_at"][0]["status"] == "PREPARING"


def test_dishes_are_crossed_off_one_by_one_for_every_screen(waiter, cook, rail):
    order = place(waiter)
    cold = rail(order)["cold"]
    (lassi, _), (soda, _) = names(cold)
    begun = press(cook, cold, line=lassi)
    assert (begun["status"], names(begun)) == ("PREPARING", [(lassi, True), (soda, False)])
    same = press(cook, cold, line=lassi)
    assert same["version"] == begun["version"]
    back = press(cook, cold, line=lassi, to="PREPARING")
    assert names(back) == [(lassi, False), (soda, False)]
    press(cook, cold, line=soda)
    ready = press(cook, cold, line=lassi)
    assert ready["status"] == "READY"
    recalled = press(cook, cold, line=soda, to="PREPARING")
    assert (recalled["status"], names(recalled)) == ("PREPARING", [(lassi, True), (soda, False)])
    press(cook, cold, to="READY")
    anew = press(cook, cold, to="PREPARING")
    assert names(anew) == [(lassi, False), (soda, False)]
    assert rail(order)["cold"] == anew


def test_more_of_a_dish_that_is_done_is_to_be_cooked(waiter, cook, rail):
    order = place(waiter)
    cold = rail(order)["cold"]
    (lassi, _), _ = names(cold)
    press(cook, cold, line=lassi)
    more = waiter.post(f"/api/orders/{order['id']}/lines/{lassi}/change", {"quantity": 5})
    assert more.status_code == 200, more.text
    assert names(rail(order)["cold"])[0] == (lassi, False)


def test_what_is_not_there_or_held_is_not_crossed_off(waiter, calling, cook, rail):
    order = place(waiter, {**LINES[0], "course": 2}, LINES[1])
    cold, held = rail(order)["cold"], rail(order)["curry"]
    press(cook, cold, line=held["lines"][0]["line_id"], status=404)
    press(cook, held, line=held["lines"][0]["line_id"], status=409)
    press(calling("kitchen", OTHER_OUTLET), cold, line=cold["lines"][0]["line_id"], status=404)


def test_a_display_has_a_held_course_cooked(waiter, app, rail):
    order = place(waiter, {**LINES[0], "course": 2}, LINES[1])
    display = Caller(app, tokens.display_actor(OUTLET, "curry"))
    fired = display.post(f"/api/orders/{order['id']}/courses/2/fire", {})
    assert (fired.status_code, rail(order)["curry"]["status"]) == (200, "NEW")
