"""When an item can be had: shown on the menu and refused at ordering, always with the same reason."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.menu.schedules import DAYS
from chitrail.clock import now
from tests.support.restaurant import OUTLET, add_recipe, ingredient_id, item_id


def path(code):
    return f"/api/menu/items/{item_id(code)}"


def shown(app, code, retired=False):
    menu = app.test_client().get(f"/api/menu?outlet_id={OUTLET}&retired={str(retired).lower()}")
    items = {i["code"]: i for category in menu.json["categories"] for i in category["items"]}
    item = items[code]
    return item["available"], item["unavailable_because"], item["until"]


def refused(waiter, code):
    body = {"order_type": "TAKEAWAY", "lines": [{"item_code": code, "quantity": 1}]}
    answers = [waiter.post(path, body) for path in ("/api/orders", "/api/orders/quote")]
    assert [(a.status_code, a.json.get("code")) for a in answers] == [(409, "item-unavailable")] * 2
    return answers[0].json["unavailable_because"], answers[0].json["until"]


def hours(away):
    """A period of two hours that begins `away` hours from now, in the outlet's own time."""
    start = datetime.now(ZoneInfo("Asia/Kolkata")) + timedelta(hours=away)
    end = start + timedelta(hours=2)
    return [{"days": [DAYS[start.weekday()]], "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}]


def test_a_snooze_ends_by_itself_and_can_be_ended(app, cook, waiter, database):
    snoozed = cook.post(f"{path('soda')}/snooze", {"minutes": 30})
    assert snoozed.status_code == 200, snoozed.text
    until = snoozed.json["snoozed_until"]
    assert timedelta(minutes=29) < datetime.fromisoformat(until) - now() <= timedelta(minutes=30)
    assert shown(app, "soda") == (False, "SNOOZED", until)
    assert refused(waiter, "soda") == ("SNOOZED", until)
    assert cook.post(f"{path('soda')}/unsnooze").json["snoozed_until"] is None
    assert shown(app, "soda") == (True, None, None)
    waiter.order("soda")
    cook.post(f"{path('soda')}/snooze", {"minutes": 30})
    past = now() - timedelta(seconds=1)
    database.execute("UPDATE menu_items SET snoozed_until = %s WHERE code = 'soda'", (past,))
    assert shown(app, "soda") == (True, None, None)
    waiter.order("soda")
    acts = "SELECT act FROM audit_entries WHERE subject = %s ORDER BY seq"
    told = [act for (act,) in database.execute(acts, (str(item_id("soda")),))]
    assert told == ["menu-item-snoozed", "menu-item-unsnoozed", "menu-item-snoozed"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"minutes": 5, "until": "2090-01-01T00:00:00Z"},
        {"until": "2090-01-01T00:00:00Z"},
        {"until": "2020-01-01T00:00:00Z"},
        {"until": "2090-01-01T00:00:00"},
    ],
)
def test_a_snooze_says_until_when(cook, body):
    answer = cook.post(f"{path('soda')}/snooze", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "until")


def test_what_is_sold_out_or_retired_says_so(app, manager, waiter):
    assert shown(app, "biryani") == (False, "SOLD_OUT", None)
    assert refused(waiter, "biryani") == ("SOLD_OUT", None)
    manager.patch(path("biryani"), {"retired": True})
    assert shown(app, "biryani", retired=True) == (False, "RETIRED", None)
    assert refused(waiter, "biryani") == ("RETIRED", None)
    manager.patch(path("biryani"), {"retired": False})


def test_hours_of_an_item_and_of_its_category_both_count(app, manager, waiter):
    later = hours(away=3)
    changed = manager.patch(path("lassi"), {"schedule": later})
    assert changed.json["schedule"] == later
    available, because, until = shown(app, "lassi")
    assert (available, because) == (False, "OUT_OF_SCHEDULE")
    begins = datetime.fromisoformat(until) - now()
    assert timedelta(hours=2, minutes=58) < begins <= timedelta(hours=3)
    assert refused(waiter, "lassi") == ("OUT_OF_SCHEDULE", until)
    manager.patch(path("lassi"), {"schedule": hours(away=-1)})
    assert shown(app, "lassi") == (True, None, None)
    category = manager.patch("/api/menu/categories/all", {"schedule": later})
    assert category.json["schedule"] == later
    assert shown(app, "lassi") == (False, "OUT_OF_SCHEDULE", None)
    assert shown(app, "butter-naan")[:2] == (False, "OUT_OF_SCHEDULE")
    manager.patch("/api/menu/categories/all", {"schedule": []})
    manager.patch(path("lassi"), {"schedule": []})
    assert shown(app, "lassi") == (True, None, None)
    waiter.order("lassi", "butter-naan")


@pytest.mark.parametrize(
    "period",
    [
        {"days": [], "start": "07:00", "end": "11:00"},
        {"days": ["XX"], "start": "07:00", "end": "11:00"},
        {"days": ["MO"], "start": "24:00", "end": "11:00"},
        {"days": ["MO"], "start": "7:00", "end": "11:00"},
    ],
)
def test_hours_that_cannot_be_are_refused(manager, period):
    answer = manager.patch(path("lassi"), {"schedule": [period]})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"].startswith("schedule/0/")


def test_an_item_that_follows_the_stock_is_sold_out_by_itself(app, manager, waiter, database):
    add_recipe(database, "butter-naan", 1, {"butter": "10"})

    def stock(on_hand):
        database.execute(
            "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, %s)"
            " ON CONFLICT (ingredient_id) DO UPDATE SET on_hand = excluded.on_hand",
            (ingredient_id("butter"), OUTLET, on_hand),
        )

    stock("9.999")
    assert shown(app, "butter-naan") == (True, None, None)
    follows = manager.patch(path("butter-naan"), {"follows_stock": True})
    assert (follows.json["follows_stock"], follows.json["out_of_stock"]) == (True, True)
    assert shown(app, "butter-naan") == (False, "SOLD_OUT", None)
    assert refused(waiter, "butter-naan") == ("SOLD_OUT", None)
    stock("10")
    assert shown(app, "butter-naan") == (True, None, None)
    waiter.order("butter-naan")
    more = {"ingredient_code": "butter", "quantity": "11", "unit": "g"}
    manager.post(f"{path('butter-naan')}/recipes", {"lines": [more]})
    assert shown(app, "butter-naan") == (False, "SOLD_OUT", None)
    stock("-5")
    manager.patch(path("butter-naan"), {"follows_stock": False})
    assert shown(app, "butter-naan") == (True, None, None)
