"""The menu and the outlet."""

from tests.support.restaurant import ITEMS, OTHER_OUTLET, OUTLET, item_id


def read(app, outlet: str = OUTLET, **headers: str):
    client = app.test_client()
    return client.get(f"/api/menu?outlet_id={outlet}", headers=headers)


def test_anybody_may_read_the_whole_menu(app):
    menu = read(app).json
    assert menu["outlet"] == {
        "id": OUTLET,
        "name": "Spice Lane",
        "zone": "Asia/Kolkata",
        "currency": "INR",
    }
    assert [station["code"] for station in menu["stations"]] == ["cold", "curry", "tandoor"]
    (category,) = menu["categories"]
    items = {item["code"]: item for item in category["items"]}
    assert set(items) == set(ITEMS)
    assert items["soda"] == {
        "id": str(item_id("soda")),
        "code": "soda",
        "name": "Soda",
        "variant": "",
        "price": "33.33",
        "tax_rate": "18.00",
        "station": "cold",
        "prep_seconds": 600,
        "available": True,
        "modifier_groups": [],
        "unavailable_because": None,
        "until": None,
        "combo": [],
        "course": 0,
        "portions_left": None,
    }
    biryani = items["biryani"]
    assert (biryani["available"], biryani["unavailable_because"]) == (False, "SOLD_OUT")


def test_a_reader_is_sent_the_menu_only_when_it_changed(app, database):
    etag = read(app).headers["ETag"]
    unchanged = read(app, **{"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == etag
    database.execute("UPDATE menu_items SET price_paise = 9500 WHERE code = 'lassi'")
    changed = read(app, **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_an_unknown_outlet_has_no_menu(app):
    assert read(app, "nowhere").status_code == 404


def test_staff_read_their_own_outlet_only(waiter):
    outlet = waiter.get(f"/api/outlets/{OUTLET}").json
    assert (outlet["name"], outlet["cutover_hour"]) == ("Spice Lane", 4)
    assert outlet["business_date"]
    assert waiter.get(f"/api/outlets/{OTHER_OUTLET}").status_code == 404
