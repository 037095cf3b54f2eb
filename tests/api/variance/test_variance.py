"""Between two counts every gram is accounted for: by a cause, or as unexplained."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.api.purchasing.shop import Shop
from tests.support.ledger import settle
from tests.support.restaurant import OTHER_OUTLET, item_id

COUNTS, VARIANCE = "/api/inventory/counts", "/api/inventory/variance"
CAUSES = ("waste", "voids", "recipe", "unrecorded_receipt", "unexplained")


@pytest.fixture
def counted(manager, restaurant_url):
    """Count butter as so many grams, and have it booked; the id of the count."""

    def count(grams):
        made = manager.post(COUNTS, {"ingredient_codes": ["butter"]})
        assert made.status_code == 201, made.text
        path = f"{COUNTS}/{made.json['id']}"
        entry = {"ingredient_code": "butter", "quantity": str(grams), "unit": "g"}
        for act, body in (("entries", {"entries": [entry]}), ("submit", {}), ("approve", None)):
            settle(restaurant_url)
            answer = manager.post(f"{path}/{act}", body)
            assert answer.status_code == 200, answer.text
        settle(restaurant_url)
        return made.json["id"]

    return count


def document(manager, kind, grams, **more):
    line = {"ingredient_code": "butter", "quantity": str(grams), "unit": "g", **more}
    answer = manager.post("/api/inventory/documents", {"kind": kind, "lines": [line]})
    assert answer.status_code == 201, answer.text


def begun(manager, portions):
    order = manager.order("dal-makhani")
    line = order["lines"][0]["id"]
    if portions > 1:
        path = f"/api/orders/{order['id']}/lines/{line}/change"
        assert manager.post(path, {"quantity": portions}).status_code == 200
    manager.post(f"/api/orders/{order['id']}/advance", {"to": "PREPARING"})
    return order


def sell(manager, portions):
    """Dal for the guests: 20.5 g of butter each."""
    order = begun(manager, portions)
    path = f"/api/orders/{order['id']}"
    assert manager.post(f"{path}/advance", {"to": "READY"}).status_code == 200
    paid = manager.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert paid.status_code in (200, 201), paid.text
    assert manager.post(f"{path}/complete").status_code == 200


def spoil(manager, portions):
    """As many begun and taken off, their food thrown away."""
    order = begun(manager, portions)
    body = {"reason": "sent back", "stock": "WASTED"}
    assert manager.post(f"/api/orders/{order['id']}/cancel", body).status_code == 200


def variance(manager, first, last):
    answer = manager.get(f"{VARIANCE}?first={first}&last={last}")
    assert answer.status_code == 200, answer.text
    (row,) = answer.json["rows"]
    causes = {name: Decimal(row[name]["quantity"]) for name in CAUSES}
    assert sum(causes.values()) == Decimal(row["actual"]) - Decimal(row["theoretical"]["quantity"])
    came = sum(Decimal(row[name]) for name in ("received", "transferred", "produced"))
    went = Decimal(row["sent_back"]) + Decimal(row["closing"])
    assert Decimal(row["actual"]) == Decimal(row["opening"]) + came - went
    return row, causes, answer.json


def test_each_cause_by_itself(manager, counted, restaurant_url, database):
    database.execute("UPDATE ingredients SET unit_cost_paise = 40 WHERE code = 'butter'")
    first = counted(1000)
    document(manager, "RECEIPT", 2000, total_cost="1000.00")
    sell(manager, 10)
    document(manager, "WASTE", 100)
    spoil(manager, 2)
    settle(restaurant_url)
    last = counted(1000 + 2000 - 205 - 100 - 41 - 30)
    row, causes, whole = variance(manager, first, last)
    assert causes == {
        "waste": 100,
        "voids": 41,
        "recipe": 0,
        "unrecorded_receipt": 0,
        "unexplained": 30,
    }
    assert row["theoretical"]["quantity"] == "205.000"
    assert row["unexplained_percent"] == "14.6"
    assert row["price"] == "200.00"
    moved = database.execute(
        "SELECT -sum(value_paise) / 100 FROM stock_movements m JOIN stock_counts c USING (document_id)"
        " WHERE c.id = %s",
        (last,),
    ).fetchone()
    assert Decimal(row["unexplained"]["value"]) == moved[0]
    assert whole["unexplained"] == row["unexplained"]["value"]


def test_more_than_the_books_say_is_a_receipt_nobody_recorded(manager, counted, restaurant_url):
    first = counted(500)
    Shop.opened(manager, lead_time_days=0).sent(butter=1)
    last = counted(5700)
    _, causes, _ = variance(manager, first, last)
    assert (causes["unrecorded_receipt"], causes["unexplained"]) == (-5000, -200)


def test_a_recipe_that_says_too_little(manager, counted, restaurant_url):
    first = counted(2000)
    sell(manager, 10)
    settle(restaurant_url)
    path = f"/api/menu/items/{item_id('dal-makhani')}/recipes"
    known = manager.get(path).json["data"]
    lines = [
        {"ingredient_code": "lentils", "quantity": "80", "unit": "g"},
        {"ingredient_code": "butter", "quantity": "25", "unit": "g"},
    ]
    changed = manager.post(path, {"lines": lines}, If_Match=f'"{known[0]["version"]}"')
    assert changed.status_code == 201, changed.text
    last = counted(2000 - 250 - 5)
    _, causes, _ = variance(manager, first, last)
    assert (causes["recipe"], causes["unexplained"]) == (45, 5)
    lines[1]["quantity"] = "20.5"
    again = manager.post(path, {"lines": lines}, If_Match=changed.headers["ETag"])
    assert again.status_code == 201, again.text


FLOWS = st.lists(
    st.tuples(st.sampled_from(["receipt", "waste", "sell", "spoil", "count"]), st.integers(1, 9)),
    max_size=6,
)


@hypothesis_settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(flows=FLOWS, end=st.integers(0, 3000))
def test_whatever_happens_the_causes_add_up(manager, counted, restaurant_url, flows, end):
    first, there, lost = counted(1000), Decimal(1000), Decimal(0)
    for what, size in flows:
        if what == "receipt":
            document(manager, "RECEIPT", 100 * size, total_cost="55.55")
            there += 100 * size
        elif what == "waste":
            document(manager, "WASTE", 7 * size)
            there -= 7 * size
        elif what == "count":
            counted(10 * size)
            lost += there - 10 * size
            there = Decimal(10 * size)
        else:
            (sell if what == "sell" else spoil)(manager, size)
            there -= Decimal("20.5") * size
        settle(restaurant_url)
    last = counted(end)
    _, causes, _ = variance(manager, first, last)
    missing = causes["recipe"] + causes["unrecorded_receipt"] + causes["unexplained"]
    assert missing == lost + there - end
    portions = {kind: sum(n for what, n in flows if what == kind) for kind in ("waste", "spoil")}
    assert causes["waste"] == 7 * portions["waste"]
    assert causes["voids"] == Decimal("20.5") * portions["spoil"]


def test_counts_that_say_nothing(manager, waiter, calling, counted):
    first = counted(100)
    unfinished = manager.post(COUNTS, {"ingredient_codes": ["butter"]}).json["id"]
    early = manager.get(f"{VARIANCE}?first={first}&last={unfinished}")
    assert (early.status_code, early.json["code"]) == (409, "count-not-final")
    manager.post(f"{COUNTS}/{unfinished}/cancel")
    last = counted(100)
    backwards = manager.get(f"{VARIANCE}?first={last}&last={first}")
    assert (backwards.status_code, backwards.json["errors"][0]["field"]) == (422, "last")
    path = f"{VARIANCE}?first={first}&last={last}"
    assert calling("manager", OTHER_OUTLET).get(path).status_code == 404
    assert waiter.get(path).status_code == 403
