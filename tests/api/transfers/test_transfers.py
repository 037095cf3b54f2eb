"""Stock between outlets: each side does its part; out is in, on the way, or lost, to the gram and paisa."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.api.purchasing.books import checks, differences
from tests.api.purchasing.shop import made
from tests.support.ledger import settle
from tests.support.restaurant import OTHER_OUTLET, OUTLET, Caller, ingredient_id

PATH = "/api/transfers"


@pytest.fixture(scope="module")
def other(calling) -> Caller:
    return calling("manager", OTHER_OUTLET)


@pytest.fixture
def book(database, restaurant_url):
    """Book all that was told."""
    return lambda: settle(restaurant_url)


@pytest.fixture
def stocked(manager, book) -> None:
    """Two lots of butter that cost what does not divide, at OUTLET."""
    opening = [
        {"ingredient_code": "butter", "quantity": "1.000", "unit": "kg", "unit_cost": "333.33"},
        {"ingredient_code": "eggs", "quantity": "30", "unit": "pc", "unit_cost": "6.67"},
    ]
    made(manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": opening}))
    book()


def ask(who: Caller, *lines: tuple[str, str, str], **side: str) -> dict[str, Any]:
    told = [
        {"ingredient_code": code, "quantity": quantity, "unit": unit}
        for code, quantity, unit in lines
    ]
    return made(who.post(PATH, {"lines": told, **side}))


def act(who: Caller, transfer: dict[str, Any], name: str, *lines: dict[str, Any], **more: Any):
    body = {"lines": list(lines), **more} if name != "cancel" else more
    return who.post(f"{PATH}/{transfer['id']}/{name}", body)


def level(database: psycopg.Connection, code: str, outlet: str) -> tuple[Decimal, Decimal]:
    found = database.execute(
        "SELECT on_hand, value_paise FROM stock_levels WHERE ingredient_id = %s",
        (ingredient_id(code, outlet),),
    ).fetchone()
    return found or (Decimal(0), Decimal(0))


@pytest.mark.usefixtures("stocked")
def test_all_that_arrives_is_worth_there_what_it_was_here(manager, other, database, book):
    here, there = (level(database, "butter", outlet) for outlet in (OUTLET, OTHER_OUTLET))
    asked = ask(other, ("butter", "0.700", "kg"), ("eggs", "1", "dozen"), from_outlet=OUTLET)
    assert (asked["status"], asked["requested_outlet"]) == ("REQUESTED", OTHER_OUTLET)
    sent = made(act(manager, asked, "dispatch"))
    assert (sent["status"], sent["lines"][0]["dispatched"]) == ("DISPATCHED", "700.000")
    early = act(other, asked, "receive")
    assert (early.status_code, early.json["code"]) == (409, "dispatch-not-booked")
    book()
    on_its_way = made(other.get(f"{PATH}/{asked['id']}"))["lines"][0]["value"]
    assert differences(database) == []
    got = made(act(other, asked, "receive"))
    butter = got["lines"][0]
    assert (butter["received"], butter["lost"], butter["lost_value"]) == (
        "700.000",
        "0.000",
        "0.000000",
    )
    assert butter["value"] == butter["received_value"] == on_its_way
    book()
    now_here, now_there = (level(database, "butter", outlet) for outlet in (OUTLET, OTHER_OUTLET))
    assert (here[0] - now_here[0], now_there[0] - there[0]) == (700, 700)
    assert here[1] - now_here[1] == now_there[1] - there[1] > 0
    assert differences(database) == []


@pytest.mark.usefixtures("stocked")
def test_what_is_damaged_or_lost_shows_with_its_worth(manager, other, database, book):
    begun = ask(manager, ("butter", "300", "g"), ("eggs", "7", "pc"), to_outlet=OTHER_OUTLET)
    less = {"ingredient_code": "butter", "quantity": "290.5", "unit": "g"}
    made(act(manager, begun, "dispatch", less))
    book()
    came = {"ingredient_code": "butter", "quantity": "200", "unit": "g", "damaged": "50.5"}
    got = made(act(other, begun, "receive", came))
    butter, eggs = got["lines"]
    assert [
        butter[name] for name in ("requested", "dispatched", "received", "damaged", "lost")
    ] == [*("300.000", "290.500", "200.000", "50.500", "40.000")]
    worth = [Decimal(butter[name]) for name in ("value", "received_value", "lost_value")]
    assert worth[0] == worth[1] + worth[2]
    assert worth[2] > 0
    assert eggs["lost"] == "0.000"
    book()
    assert differences(database) == []
    with database.transaction(force_rollback=True):
        database.execute("UPDATE transfer_lines SET received = received - 1 WHERE received > 1")
        assert checks(database)["transfers"].differences


@pytest.mark.usefixtures("stocked")
def test_lots_arrive_as_the_lots_they_were(manager, other, database, book):
    lots = [
        {"ingredient_code": "cream", "quantity": "2", "unit": "l", "unit_cost": "180"}
        | {"lot_code": code, "expires_on": day}
        for code, day in (("LATE", "2999-02-01"), ("SOON", "2999-01-01"))
    ]
    made(manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": lots}))
    book()
    begun = ask(manager, ("cream", "3", "l"), to_outlet=OTHER_OUTLET)
    made(act(manager, begun, "dispatch"))
    book()
    came = {"ingredient_code": "cream", "quantity": "2.5", "unit": "l"}
    made(act(other, begun, "receive", came))
    book()
    found = database.execute(
        "SELECT code, expires_on::text, received FROM stock_lots WHERE ingredient_id = %s"
        " ORDER BY expires_on",
        (ingredient_id("cream", OTHER_OUTLET),),
    ).fetchall()
    assert found == [("SOON", "2999-01-01", 2000), ("LATE", "2999-02-01", 500)]


@pytest.mark.usefixtures("stocked")
def test_each_side_does_its_own_part_alone(manager, other, waiter, calling, database):
    asked = ask(other, ("butter", "1", "g"), from_outlet=OUTLET)
    assert act(other, asked, "dispatch").status_code == 403
    assert act(waiter, asked, "dispatch").status_code == 403
    made(act(manager, asked, "dispatch"))
    assert act(manager, asked, "receive").status_code == 403
    assert act(manager, asked, "cancel", reason="late").status_code == 409


@pytest.mark.parametrize(
    ("outlet", "change"),
    [
        (OTHER_OUTLET, "status = 'DISPATCHED'"),
        (OUTLET, "status = 'RECEIVED'"),
        (OUTLET, "to_outlet = from_outlet"),
    ],
)
def test_the_database_holds_whose_part_it_is(other, database, outlet, change):
    asked = ask(other, ("butter", "1", "g"), from_outlet=OUTLET)
    with database.transaction(force_rollback=True):
        database.execute("SET LOCAL ROLE chitrail_app")
        database.execute("SELECT set_config('chitrail.outlet', %s, true)", (outlet,))
        statement = f"UPDATE transfers SET {change} WHERE id = %s"  # noqa: S608 - ours
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not this outlet's"):
            database.execute(statement, (asked["id"],))


def test_those_of_a_third_outlet_see_nothing(manager, other, app, database):
    database.execute(
        "INSERT INTO outlets (id, name, zone) VALUES ('third-place', 'Third', 'Asia/Kolkata')"
        " ON CONFLICT DO NOTHING"
    )
    third = Caller(app, manager.who.__class__(manager.who.subject, "third-place", "manager", "T"))
    begun = ask(manager, ("butter", "1", "g"), to_outlet=OTHER_OUTLET)
    assert third.get(f"{PATH}/{begun['id']}").status_code == 404
    assert third.get(PATH).json["data"] == []
    assert act(third, begun, "dispatch").status_code == 404
    for who, direction in ((manager, "OUT"), (other, "IN")):
        listed = who.get(f"{PATH}?direction={direction}&status=REQUESTED").json["data"]
        assert begun["id"] in [one["id"] for one in listed]
        away = "IN" if direction == "OUT" else "OUT"
        others = who.get(f"{PATH}?direction={away}").json["data"]
        assert begun["id"] not in [one["id"] for one in others]


@pytest.mark.usefixtures("stocked")
def test_eight_who_send_and_eight_who_receive_move_it_once(manager, other, database, book):
    begun = ask(manager, ("butter", "10", "g"), to_outlet=OTHER_OUTLET)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: act(manager, begun, "dispatch"), range(8)))
        assert sorted(answer.status_code for answer in answers).count(200) == 1
        book()
        before = level(database, "butter", OTHER_OUTLET)[0]
        answers = list(threads.map(lambda _: act(other, begun, "receive"), range(8)))
        assert sorted(answer.status_code for answer in answers).count(200) == 1
    book()
    assert level(database, "butter", OTHER_OUTLET)[0] == before + 10
    assert differences(database) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "from_outlet"),
        ({"from_outlet": OTHER_OUTLET, "to_outlet": OTHER_OUTLET}, "from_outlet"),
        ({"from_outlet": OUTLET}, "from_outlet"),
        ({"to_outlet": "nowhere"}, "to_outlet"),
        ({"to_outlet": OTHER_OUTLET, "quantity": "0"}, "lines/0/quantity"),
        ({"to_outlet": OTHER_OUTLET, "unit": "l"}, "lines/0/unit"),
        ({"to_outlet": OTHER_OUTLET, "ingredient_code": "saffron"}, "lines/0/ingredient_code"),
    ],
)
def test_what_cannot_be_is_refused_by_name(manager, body, field):
    line = {"ingredient_code": "butter", "quantity": "1", "unit": "g"}
    line |= {name: body[name] for name in line if name in body}
    sides = {name: value for name, value in body.items() if name not in line}
    answer = manager.post(PATH, {"lines": [line], **sides})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def pack(who: Caller, code: str, outlet: str, grams: str) -> None:
    """From now on a block of the ingredient is so many grams at the outlet."""
    path = f"/api/ingredients/{ingredient_id(code, outlet)}"
    block = {"unit": "block", "equals": grams, "equals_unit": "g"}
    version = who.get(path).headers["ETag"]
    made(who.patch(path, {"conversions": [block]}, If_Match=version))


@pytest.mark.usefixtures("stocked")
def test_each_side_speaks_in_its_own_packs(manager, other, book):
    pack(manager, "butter", OUTLET, "100")
    pack(other, "butter", OTHER_OUTLET, "20")
    begun = ask(manager, ("butter", "2", "block"), to_outlet=OTHER_OUTLET)
    less = {"ingredient_code": "butter", "quantity": "1.5", "unit": "block"}
    sent = made(act(manager, begun, "dispatch", less))["lines"][0]
    assert (sent["requested"], sent["dispatched"], sent["unit"]) == ("200.000", "150.000", "g")
    book()
    came = {"ingredient_code": "butter", "quantity": "6", "unit": "block", "damaged": "0.5"}
    butter = made(act(other, begun, "receive", came))["lines"][0]
    assert [butter[name] for name in ("received", "damaged", "lost")] == [
        *("120.000", "10.000", "20.000")
    ]


@pytest.mark.usefixtures("stocked")
def test_no_more_arrives_than_was_sent_and_nothing_is_no_dispatch(manager, other, book):
    begun = ask(manager, ("butter", "5", "g"), to_outlet=OTHER_OUTLET)
    none = act(
        manager, begun, "dispatch", {"ingredient_code": "butter", "quantity": "0", "unit": "g"}
    )
    assert (none.status_code, none.json["errors"][0]["field"]) == (422, "lines")
    made(act(manager, begun, "dispatch"))
    book()
    for came, damaged in (("5.001", "0"), ("5", "0.001")):
        line = {"ingredient_code": "butter", "quantity": came, "unit": "g", "damaged": damaged}
        answer = act(other, begun, "receive", line)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "lines/0/quantity")
    gone = {"ingredient_code": "butter", "quantity": "0", "unit": "g"}
    lost = made(act(other, begun, "receive", gone))["lines"][0]
    assert (lost["lost"], lost["received_value"]) == ("5.000", "0.000000")
    assert lost["lost_value"] == lost["value"]
