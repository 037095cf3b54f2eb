"""Which station cooks what: a dish's own or its category's, further stations, and extras made elsewhere."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.orders.routing import further_work
from tests.support.restaurant import item_id

CURRY, COLD, TANDOOR = "curry", "cold", "tandoor"
DAL = f"/api/menu/items/{item_id('dal-makhani')}"
CATEGORY = "/api/menu/categories/all"
FRIES = {"code": "fries", "name": "Extra fries", "station": TANDOOR}
PLAIN = {"code": "plain", "name": "Plain"}


def patch(manager, path, body):
    answer = manager.patch(path, body, If_Match=manager.get(path).headers["ETag"])
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.fixture(scope="module")
def sides(manager):
    """The dal offers fries, which the tandoor makes."""
    body = {"code": "sides", "name": "Sides", "max_choices": 3, "modifiers": [FRIES, PLAIN]}
    made = manager.post("/api/menu/modifier-groups", body)
    assert (made.status_code, made.json["modifiers"][0]["station"]) == (201, TANDOOR)
    patch(manager, DAL, {"modifier_groups": ["sides"]})


@pytest.fixture
def two_stations(manager):
    patch(manager, DAL, {"also_at": [COLD]})
    yield
    patch(manager, DAL, {"also_at": []})


@pytest.fixture
def rail(manager):
    def of(order):
        found = manager.get("/api/tickets?limit=100").json["data"]
        mine = [each for each in found if each["order_id"] == order["id"]]
        mine.sort(key=lambda each: each["status"] != "CANCELLED")
        return {each["station"]: each for each in mine}

    return of


def place(waiter, *lines):
    body = {"order_type": "DINE_IN", "table_label": "T1", "lines": list(lines)}
    answer = waiter.post("/api/orders", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def dal(*modifiers, **more):
    chosen = [{"code": code, "quantity": quantity} for code, quantity in modifiers]
    return {"item_code": "dal-makhani", "quantity": 2, "modifiers": chosen, **more}


def dishes(ticket):
    return [(line["item_name"], line["of"], line["quantity"]) for line in ticket["lines"]]


def finish(cook, ticket):
    for to in ("PREPARING", "READY"):
        answer = cook.post(f"/api/tickets/{ticket['ticket_id']}/advance", {"to": to})
        assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("two_stations", "sides")
def test_a_dish_of_two_stations_is_ready_when_both_are(waiter, cook, rail):
    order = place(waiter, dal())
    tickets = rail(order)
    assert {s: dishes(t) for s, t in tickets.items()} == {
        CURRY: [("Dal Makhani", "", 2)],
        COLD: [("Dal Makhani", "", 2)],
    }
    assert order["total"] == place(waiter, dal())["total"] == "463.00"
    finish(cook, tickets[CURRY])
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "PREPARING"
    finish(cook, tickets[COLD])
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "READY"


@pytest.mark.usefixtures("sides")
def test_an_extra_made_elsewhere_hangs_there_under_its_own_name(waiter, rail):
    order = place(
        waiter, dal(("fries", 2), ("plain", 1)), {"item_code": "butter-naan", "quantity": 1}
    )
    tickets = rail(order)
    assert dishes(tickets[TANDOOR]) == [
        ("2 x Extra fries", "Dal Makhani", 2),
        ("Butter Naan", "", 1),
    ]
    assert [m["name"] for m in tickets[CURRY]["lines"][0]["modifiers"]] == ["Extra fries", "Plain"]


@pytest.mark.usefixtures("sides")
def test_what_changes_is_shown_at_every_station(waiter, rail):
    order = place(waiter, dal(("fries", 1)))
    (line,) = order["lines"]
    path = f"/api/orders/{order['id']}/lines/{line['id']}"
    more = waiter.post(f"{path}/change", {"quantity": 3})
    assert more.status_code == 200, more.text
    assert {s: dishes(t)[0][2] for s, t in rail(order).items()} == {CURRY: 3, TANDOOR: 3}
    waiter.post(f"{path}/change", {"modifiers": []})
    assert rail(order)[TANDOOR]["status"] == "CANCELLED"
    waiter.post(f"{path}/change", {"modifiers": [{"code": "fries", "quantity": 1}]})
    hung = rail(order)
    assert dishes(hung[TANDOOR]) == [("Extra fries", "Dal Makhani", 3)]
    later = waiter.post(f"{path}/change", {"course": 2})
    assert later.status_code == 200, later.text
    courses = {(t["station"], t["course"], t["status"]) for t in later.json["tickets"]}
    assert {(CURRY, 2, "HELD"), (TANDOOR, 2, "HELD")} <= courses


@pytest.mark.usefixtures("sides")
def test_void_and_split_take_every_station_along(waiter, manager, rail):
    order = place(waiter, dal(("fries", 1)), {"item_code": "lassi", "quantity": 1})
    first = order["lines"][0]["id"]
    body = {"lines": [{"line_id": first, "quantity": 1}], "table_label": "T2"}
    split = waiter.post(f"/api/orders/{order['id']}/split-off", body)
    assert split.status_code == 201, split.text
    assert {s: dishes(t)[0][2] for s, t in rail(split.json).items()} == {CURRY: 1, TANDOOR: 1}
    stays = rail(order)
    assert {s: dishes(t)[0][2] for s, t in stays.items() if s != COLD} == {CURRY: 1, TANDOOR: 1}
    manager.post(
        f"/api/orders/{order['id']}/lines/{first}/void", {"reason": "no", "stock": "WASTED"}
    )
    states = {s: t["status"] for s, t in rail(order).items()}
    assert states == {CURRY: "CANCELLED", TANDOOR: "CANCELLED", COLD: "NEW"}


@pytest.mark.usefixtures("sides")
def test_what_one_station_has_begun_is_begun(waiter, cook, rail):
    order = place(waiter, dal(("fries", 1)), {"item_code": "lassi", "quantity": 1})
    finish(cook, rail(order)[TANDOOR])
    path = f"/api/orders/{order['id']}/lines/{order['lines'][0]['id']}"
    assert waiter.post(f"{path}/change", {"quantity": 5}).json["code"] == "already-cooked"
    unsaid = waiter.post(f"{path}/void", {"reason": "no"})
    assert unsaid.status_code == 422


def test_an_item_follows_its_category_until_it_has_its_own(manager):
    dish = {"code": "samosa", "name": "Samosa", "category_code": "all", "price": "30"}
    refused = manager.post("/api/menu/items", dish)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "station")
    assert manager.patch(CATEGORY, {"station": "moon"}).json["errors"][0]["field"] == "station"
    assert manager.patch(CATEGORY, {"station": COLD}).json["station"] == COLD
    made = manager.post("/api/menu/items", dish).json
    path = f"/api/menu/items/{made['id']}"
    assert (made["station"], made["follows_category"]) == (COLD, True)
    manager.patch(CATEGORY, {"station": TANDOOR})
    moved = manager.get(path).json
    assert (moved["station"], moved["version"]) == (TANDOOR, made["version"] + 1)
    own = patch(manager, path, {"station": CURRY})
    assert (own["station"], own["follows_category"]) == (CURRY, False)
    manager.patch(CATEGORY, {"station": COLD})
    assert manager.get(path).json["station"] == CURRY
    back = patch(manager, path, {"follows_category": True})
    assert (back["station"], back["follows_category"]) == (COLD, True)
    manager.patch(CATEGORY, {"station": ""})
    assert manager.get(path).json["station"] == COLD


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (DAL, {"also_at": ["moon"]}, "also_at/0"),
        (DAL, {"also_at": ["a", "b", "c", "d", "e", "f"]}, "also_at"),
    ],
)
def test_a_station_that_is_not_there_is_refused(manager, path, body, field):
    answer = manager.patch(path, body, If_Match=manager.get(path).headers["ETag"])
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


STATIONS = st.sampled_from([CURRY, COLD, TANDOOR, "bar"])


@given(
    own=STATIONS,
    also=st.lists(STATIONS, unique=True, max_size=4),
    modifiers=st.lists(
        st.tuples(st.text("ab", min_size=1, max_size=2), st.none() | STATIONS), max_size=5
    ),
)
def test_every_station_with_work_has_it_once(own, also, modifiers):
    found = further_work(own, also, modifiers)
    stations = [one.station for one in found]
    wanted = ({*also} | {station for _, station in modifiers if station}) - {own}
    assert (sorted(set(stations)), own in stations) == (stations, False)
    assert set(stations) == wanted
    for one, (name, station) in product(found, modifiers):
        if one.station == station:
            assert one.station in also or name in one.modifiers
        assert one.station not in also or one.modifiers == ()
