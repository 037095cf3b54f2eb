"""What somebody says in spite of the stock: it counts, says who, ends by itself, every turn is told once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.database import Database
from api.janitor.availability import AvailabilityClock
from chitrail import envelope
from chitrail.clock import business_date, now
from tests.support.ledger import settle
from tests.support.restaurant import OUTLET, ingredient_id, item_id

PATH = f"/api/menu/items/{item_id('dal-makhani')}"
_SAID = """
SELECT envelope::text FROM outbox WHERE aggregate_id = %s AND topic = 'menu.item_availability_changed'
ORDER BY sequence
"""


@pytest.fixture(scope="module")
def janitor(settings):
    database = Database(settings, application_name="test")
    yield AvailabilityClock(database)
    database.dispose()


@pytest.fixture
def receive(manager, database, restaurant_url):
    """receive("WASTE", lentils="80") books a document as the inventory stream does."""

    def of(kind, **quantities):
        lines = [
            {"ingredient_code": code, "quantity": quantity, "unit": "g"}
            for code, quantity in quantities.items()
        ]
        answer = manager.post("/api/inventory/documents", {"kind": kind, "lines": lines})
        assert answer.status_code == 201, answer.text
        settle(restaurant_url)

    return of


@pytest.fixture
def dal(app, manager, database, receive):
    """A dal that follows the stock, of which there is one portion; gives what was said from then on."""
    on_hand = "SELECT on_hand FROM stock_levels WHERE ingredient_id = %s"
    for code in ("lentils", "butter"):
        row = database.execute(on_hand, (ingredient_id(code),)).fetchone()
        there = row[0] if row else 0
        wanted = 150 - there
        if wanted:
            receive("RECEIPT" if wanted > 0 else "WASTE", **{code: str(abs(wanted))})
    manager.patch(PATH, {"follows_stock": True})
    before = len(database.execute(_SAID, (str(item_id("dal-makhani")),)).fetchall())

    def said():
        rows = database.execute(_SAID, (str(item_id("dal-makhani")),)).fetchall()
        events = [envelope.decode(text.encode())[1] for (text,) in rows]
        assert [event.revision for event in events] == list(range(1, len(events) + 1))
        return [(e.available, e.because, e.portions_left) for e in events[before:]]

    yield said
    manager.post(f"{PATH}/end-force")
    manager.patch(PATH, {"follows_stock": False})


def shown(app):
    menu = app.test_client().get(f"/api/menu?outlet_id={OUTLET}").json
    items = {i["code"]: i for category in menu["categories"] for i in category["items"]}
    item = items["dal-makhani"]
    return item["available"], item["unavailable_because"], item["until"]


def standing(caller):
    items = caller.get("/api/menu/availability").json["items"]
    return next(one for one in items if one["item_code"] == "dal-makhani")


def order(waiter):
    line = {"item_code": "dal-makhani", "quantity": 1}
    answer = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": [line]})
    return answer.status_code


def test_the_last_portion_and_the_receipt_are_told_once_each(app, waiter, cook, receive, dal):
    assert standing(cook)["portions_left"] == 1
    assert standing(cook)["limited_by"] == {
        "code": "lentils",
        "name": "Lentils",
        "available": "150.000",
        "unit": "g",
    }
    receive("WASTE", lentils="71")
    assert (shown(app), order(waiter)) == ((False, "SOLD_OUT", None), 409)
    receive("WASTE", lentils="1")
    receive("RECEIPT", lentils="300")
    assert (shown(app), order(waiter)) == ((True, None, None), 201)
    assert standing(waiter)["portions_left"] == 4
    assert standing(waiter)["revision"] >= 2
    receive("RECEIPT", lentils="2000", butter="2000")
    assert dal() == [(False, "SOLD_OUT", 0), (True, None, 4), (True, None, None)]


def test_what_is_forced_beats_the_stock_until_it_ends(app, waiter, cook, receive, dal, janitor):
    receive("WASTE", lentils="150")
    body = {"available": True, "reason": "a tray was found", "minutes": 30}
    forced = cook.post(f"{PATH}/force", body)
    assert forced.status_code == 200, forced.text
    assert forced.json["forced"]["by"] == "Kitchen"
    assert (shown(app)[0], order(waiter)) == (True, 201)
    assert standing(waiter)["forced"] == forced.json["forced"]
    assert not janitor.step()
    assert dal()[-1] == (True, None, None)
    assert cook.post(f"{PATH}/end-force").status_code == 200
    assert (shown(app), order(waiter)) == ((False, "SOLD_OUT", None), 409)
    assert dal() == [(False, "SOLD_OUT", 0), (True, None, None), (False, "SOLD_OUT", 0)]


def test_it_ends_by_itself_for_readers_at_once_and_for_screens_with_the_janitor(
    app, waiter, cook, database, receive, dal, janitor
):
    cook.post(f"{PATH}/force", {"available": False, "reason": "burnt", "minutes": 30})
    assert shown(app)[:2] == (False, "SOLD_OUT")
    assert shown(app)[2] == standing(cook)["forced"]["until"] == standing(cook)["until"]
    database.execute(
        "UPDATE menu_items SET forced_until = now() - interval '1 s' WHERE id = %s",
        (item_id("dal-makhani"),),
    )
    assert (shown(app), order(waiter)) == ((True, None, None), 201)
    janitor.step()
    row = database.execute(
        "SELECT forced, forced_until, forced_by FROM menu_items WHERE id = %s",
        (item_id("dal-makhani"),),
    ).fetchone()
    assert row == (None, None, "")
    assert [(available, because) for available, because, _ in dal()] == [
        (False, "SOLD_OUT"),
        (True, None),
    ]


def test_a_snooze_that_is_over_is_told(cook, database, dal, janitor):
    cook.post(f"{PATH}/snooze", {"minutes": 30})
    database.execute(
        "UPDATE menu_items SET snoozed_until = clock_timestamp() + interval '0.2 s' WHERE id = %s",
        (item_id("dal-makhani"),),
    )
    while not janitor.step():
        pass
    assert dal()[0] == (False, "SNOOZED", 1)
    assert dal()[-1] == (True, None, 1)


def test_the_next_receipt_of_something_in_the_recipe_ends_it(app, cook, receive, dal):
    body = {"available": False, "reason": "smells odd", "ends": "RECEIPT"}
    assert cook.post(f"{PATH}/force", body).json["forced"]["until"] is None
    receive("WASTE", lentils="1")
    assert shown(app) == (False, "SOLD_OUT", None)
    receive("RECEIPT", butter="10")
    assert shown(app) == (True, None, None)
    soda = f"/api/menu/items/{item_id('soda')}/force"
    refused = cook.post(soda, body)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "ends")


def test_the_next_business_day_ends_it(cook, dal):
    body = {"available": False, "reason": "no more tonight", "ends": "BUSINESS_DAY"}
    until = datetime.fromisoformat(cook.post(f"{PATH}/force", body).json["forced"]["until"])
    assert now() < until <= now() + timedelta(days=1)
    today = business_date(now(), "Asia/Kolkata", 4)
    assert business_date(until, "Asia/Kolkata", 4) == today + timedelta(days=1)
    assert until.astimezone(ZoneInfo("Asia/Kolkata")).minute == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"minutes": 5, "ends": "RECEIPT"},
        {"until": "2090-01-01T00:00:00Z"},
        {"until": "2020-01-01T00:00:00Z"},
    ],
)
def test_it_says_until_when_and_changes_nothing_otherwise(cook, dal, body):
    answer = cook.post(f"{PATH}/force", {"available": True, "reason": "so", **body})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "until")
    assert dal() == []


def test_who_said_it_and_why_is_kept(cook, manager, database, dal):
    cook.post(f"{PATH}/force", {"available": False, "reason": "burnt", "minutes": 5})
    cook.post(f"{PATH}/end-force")
    changes = manager.get("/api/menu/versions?code=dal-makhani&limit=2").json["data"]
    assert [one["act"] for one in changes] == ["menu-item-unforced", "menu-item-forced"]
    assert changes[1]["after"]["forced"]["reason"] == "burnt"
    acts = "SELECT act FROM audit_entries WHERE subject = %s ORDER BY seq DESC LIMIT 2"
    told = database.execute(acts, (str(item_id("dal-makhani")),)).fetchall()
    assert [act for (act,) in told] == ["menu-item-unforced", "menu-item-forced"]


def test_guests_are_told_of_few_only_where_the_outlet_says_so(app, manager, receive, dal):
    def told():
        menu = app.test_client().get(f"/api/menu?outlet_id={OUTLET}").json
        items = {i["code"]: i for category in menu["categories"] for i in category["items"]}
        return items["dal-makhani"]["portions_left"]

    settings = "/api/menu/availability/settings"
    assert manager.get(settings).json == {"few_portions": 5, "shows_few": False}
    assert told() is None
    manager.post(settings, {"few_portions": 3, "shows_few": True})
    assert told() == 1
    receive("RECEIPT", lentils="90", butter="90")
    assert told() == 3
    receive("RECEIPT", lentils="80", butter="90")
    assert told() is None
    manager.post(settings, {"few_portions": 5, "shows_few": False})
    assert dal()[-1] == (True, None, 4)


def test_a_modifier_that_follows_the_stock_goes_and_comes_back(
    app, waiter, manager, database, receive, grouped, dal
):
    extra = {"code": "cream", "name": "Cream", "follows_stock": True}
    extra["ingredients"] = [{"ingredient_code": "lentils", "quantity": "100", "unit": "g"}]
    group = grouped(extra, item="soda")
    where = f"{group['code']}/cream"

    def ordered():
        line = {"item_code": "soda", "quantity": 1, "modifiers": [{"code": "cream"}]}
        answer = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": [line]})
        return answer.status_code, answer.json.get("code")

    def out():
        items = waiter.get("/api/menu/availability").json["items"]
        return next(one for one in items if one["item_code"] == "soda")["modifiers_out"]

    assert (ordered()[0], out()) == (201, [])
    receive("WASTE", lentils="60")
    assert (ordered(), out()) == ((409, "modifier-unavailable"), [where])
    menu = app.test_client().get(f"/api/menu?outlet_id={OUTLET}").json
    groups = {one["code"]: one["modifiers"] for one in menu["modifier_groups"]}
    assert [one["available"] for one in groups[group["code"]]] == [False]
    # The change of the group takes its modifiers off and puts them back; nothing of it is told.
    rows = database.execute(_SAID, (str(item_id("soda")),)).fetchall()
    path = f"/api/menu/modifier-groups/{group['id']}"
    assert manager.patch(path, {"modifiers": [extra]}).status_code == 200
    assert database.execute(_SAID, (str(item_id("soda")),)).fetchall() == rows
    receive("RECEIPT", lentils="60")
    assert (ordered()[0], out()) == (201, [])
