"""Counting while trade goes on: blind, by several people, corrected once, as of when it was counted."""

import threading
from decimal import Decimal

import pytest

from tests.support.ledger import settle
from tests.support.restaurant import OTHER_OUTLET

COUNTS = "/api/inventory/counts"


def entry(code, quantity, unit, place=""):
    return {"ingredient_code": code, "quantity": quantity, "unit": unit, "place": place}


def lines(count):
    return {line["ingredient_code"]: line for line in count["lines"]}


def level(caller, code):
    found = caller.get("/api/inventory/levels?limit=200").json["data"]
    return next(Decimal(each["on_hand"]) for each in found if each["code"] == code)


@pytest.fixture
def receive(manager, restaurant_url):
    def receive(code, quantity, unit, **more):
        line = {"ingredient_code": code, "quantity": quantity, "unit": unit, **more}
        answer = manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": [line]})
        assert answer.status_code == 201, answer.text
        settle(restaurant_url)

    return receive


@pytest.fixture
def begin(manager):
    """A count that does not stay in the way of the next test's."""
    opened = []

    def begin(*codes, **more):
        answer = manager.post(COUNTS, {"ingredient_codes": list(codes), **more})
        assert answer.status_code == 201, answer.text
        opened.append(answer.json["id"])
        return f"{COUNTS}/{opened[-1]}"

    yield begin
    for count_id in opened:
        manager.post(f"{COUNTS}/{count_id}/cancel")


def sell(manager, count=1):
    """A dal for the guest: 80 g of lentils, 20.5 g of butter."""
    for _ in range(count):
        order = manager.order("dal-makhani")
        for to in ("PREPARING", "READY"):
            assert manager.post(f"/api/orders/{order['id']}/advance", {"to": to}).status_code == 200
        paid = manager.post("/api/payments/confirm-cash", {"order_id": order["id"]})
        assert paid.status_code in (200, 201), paid.text
        done = manager.post(f"/api/orders/{order['id']}/complete")
        assert done.status_code == 200, done.text


def test_a_blind_count_by_two_people(manager, cook, waiter, begin, receive, restaurant_url):
    receive("butter", "20", "kg", total_cost="10000.00")
    before = level(manager, "butter")
    path = begin("butter", "eggs", name="Cooler")
    cook.post(f"{path}/entries", {"entries": [entry("butter", "1.5", "kg", "fridge")]})
    cook.post(f"{path}/entries", {"entries": [entry("butter", "1.4", "kg", "fridge")]})
    seen = waiter.post(f"{path}/entries", {"entries": [entry("butter", "450", "g", "shelf")]})
    butter = lines(seen.json)["butter"]
    assert (butter["counted"], butter["expected"], butter["variance"]) == ("1850.000", None, None)
    assert [(p["place"], p["quantity"]) for p in butter["places"]] == [
        ("fridge", "1400.000"),
        ("shelf", "450.000"),
    ]
    assert lines(manager.get(path).json)["butter"]["expected"] is None  # blind for everybody
    missing = cook.post(f"{path}/submit", {})
    assert (missing.status_code, missing.json["errors"][0]["field"]) == (409, "leave_out")
    assert "eggs" in missing.json["detail"]
    assert cook.post(f"{path}/submit", {"leave_out": True}).json["status"] == "SUBMITTED"
    assert cook.post(f"{path}/entries", {"entries": [entry("butter", "1", "g")]}).status_code == 409
    assert lines(cook.get(path).json)["butter"]["variance"] is None
    shown = lines(manager.get(path).json)["butter"]
    assert Decimal(shown["variance"]) == Decimal(1850) - before
    assert Decimal(shown["variance_value"]) < 0
    assert cook.post(f"{path}/approve").status_code == 403
    approved = manager.post(f"{path}/approve").json
    assert approved["status"] == "APPROVED"
    assert manager.post(f"{path}/approve").json["code"] == "illegal-transition"
    settle(restaurant_url)
    assert level(manager, "butter") == Decimal(1850)
    booked = manager.get(f"/api/inventory/movements?document_id={approved['document_id']}").json
    (movement,) = booked["data"]
    assert (movement["kind"], movement["quantity"]) == ("COUNT", shown["variance"])
    after = manager.get(path).json
    assert after["variance_value"] == movement["value"] == shown["variance_value"]
    assert lines(after)["eggs"]["counted"] is None


def test_what_is_sold_after_the_count_plays_no_part(manager, begin, receive, restaurant_url):
    receive("lentils", "10", "kg", total_cost="900.00")
    sell(manager)
    settle(restaurant_url)
    there = level(manager, "lentils")
    path = begin("lentils", blind=False)
    said = {"entries": [entry("lentils", str(there - 250), "g")]}
    found = lines(manager.post(f"{path}/entries", said).json)["lentils"]
    rows = manager.get("/api/inventory/valuation").json["rows"]
    worth = next(Decimal(row["value"]) for row in rows if row["ingredient_code"] == "lentils")
    assert found["variance"] == "-250.000"
    assert abs(Decimal(found["variance_value"]) + worth * 250 / there) < Decimal("0.000001")
    sell(manager, 2)  # not booked, and after the count
    manager.post(f"{path}/submit", {})
    assert manager.post(f"{path}/approve").status_code == 200
    sell(manager)
    settle(restaurant_url)
    assert level(manager, "lentils") == there - 250 - 3 * 80


def test_what_was_sold_before_must_be_booked_first(manager, begin, receive, restaurant_url):
    receive("lentils", "1", "kg")
    there = level(manager, "lentils")
    sell(manager)
    path = begin("lentils")
    manager.post(f"{path}/entries", {"entries": [entry("lentils", str(there - 80), "g")]})
    manager.post(f"{path}/submit", {})
    early = manager.post(f"{path}/approve")
    assert (early.status_code, early.json["code"]) == (409, "stock-not-booked")
    settle(restaurant_url)
    approved = manager.post(f"{path}/approve").json
    assert (approved["status"], approved["document_id"]) == ("APPROVED", None)
    assert lines(approved)["lentils"]["variance"] == "0.000"


def test_a_recount_starts_from_nothing(manager, begin, receive):
    receive("butter", "1", "kg")
    path = begin("butter")
    manager.post(f"{path}/entries", {"entries": [entry("butter", "9", "kg", "shelf")]})
    manager.post(f"{path}/submit", {})
    again = manager.post(f"{path}/recount", {"ingredient_codes": ["butter"]}).json
    assert (again["status"], lines(again)["butter"]["counted"]) == ("OPEN", None)
    counted = manager.post(f"{path}/entries", {"entries": [entry("butter", "1", "kg")]}).json
    assert (lines(counted)["butter"]["counted"], lines(counted)["butter"]["round"]) == (
        "1000.000",
        2,
    )


def test_one_thing_is_counted_once_at_a_time(manager, begin):
    path = begin("butter")
    other = manager.post(COUNTS, {})
    assert (other.status_code, other.json["errors"][0]["field"]) == (409, "ingredient_codes")
    manager.post(f"{path}/cancel")
    begin()


def test_trade_goes_on_while_counting(manager, begin, receive, restaurant_url):
    """Sales booked by a stream at work, before, between and after entries, leave one truth on the shelf."""
    receive("lentils", "50", "kg")
    settle(restaurant_url)
    start = level(manager, "lentils")
    path = begin("lentils")
    stop = threading.Event()

    def stream():
        while not stop.is_set():
            settle(restaurant_url)
            stop.wait(0.01)

    def trade():
        sell(manager, 10)

    booking, trading = threading.Thread(target=stream), threading.Thread(target=trade)
    booking.start()
    trading.start()
    # The counter looks at the shelf while cooks take from it: what is there is what was not yet completed.
    looked = []
    while trading.is_alive():
        answer = manager.post(f"{path}/entries", {"entries": [entry("lentils", "49000", "g")]})
        looked.append(answer.status_code)
    trading.join()
    stop.set()
    booking.join()
    assert set(looked) == {200}
    manager.post(f"{path}/submit", {})
    settle(restaurant_url)
    counted_at = lines(manager.get(path).json)["lentils"]["counted_at"]
    after = sum(
        Decimal(movement["quantity"])
        for movement in manager.get("/api/inventory/movements?kind=SALE&limit=200").json["data"]
        if movement["ingredient_code"] == "lentils" and movement["occurred_at"] > counted_at
    )
    approved = manager.post(f"{path}/approve").json
    settle(restaurant_url)
    settle(restaurant_url)
    assert level(manager, "lentils") == 49000 + after
    assert Decimal(lines(approved)["lentils"]["expected"]) == start - 800 - after


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (entry("saffron", "1", "g"), "entries/0/ingredient_code"),
        (entry("eggs", "1", "pc"), "entries/0/ingredient_code"),
        (entry("butter", "1", "l"), "entries/0/unit"),
        (entry("butter", "-1", "g"), "entries/0/quantity"),
        (entry("butter", "0.0001", "g"), "entries/0/quantity"),
    ],
)
def test_a_wrong_entry_is_pointed_at(manager, begin, said, field):
    path = begin("butter")
    answer = manager.post(f"{path}/entries", {"entries": [entry("butter", "0", "g"), said][::-1]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert lines(manager.get(path).json)["butter"]["counted"] is None


def test_counts_stay_in_their_outlet(manager, calling, begin):
    path = begin("butter")
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/cancel").status_code == 404
    assert stranger.get(COUNTS).json["data"] == []
    assert manager.get(f"{COUNTS}?status=OPEN").json["page"]["total"] == 1
