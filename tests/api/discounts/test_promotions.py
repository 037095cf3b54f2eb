"""Promotions through the API: every change is a version, every error names its field."""

from typing import Any

import psycopg
import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET

PATH = "/api/discounts/promotions"
TEN = {"code": "ten", "name": "Ten", "kind": "PERCENT", "percent": "10"}
HOUR = {"rrule": "FREQ=DAILY", "start": "2026-03-02T17:00", "minutes": 120}


def test_everything_that_is_given_comes_back(manager, promoted):
    given = {
        "code": "evening-deal",
        "name": "Evening deal",
        "kind": "BUY_X_GET_Y",
        "percent": "50.00",
        "buy_quantity": 2,
        "get_quantity": 1,
        "applies_to": {"item_codes": ["lassi"], "category_codes": ["all"]},
        "get": {"item_codes": ["soda"], "category_codes": []},
        "min_order": "500.00",
        "max_discount": "100.00",
        "order_types": ["DINE_IN"],
        "valid_from": "2026-01-01",
        "valid_until": "2099-12-31",
        "happy_hour": HOUR,
        "by_coupon": False,
        "priority": 7,
        "exclusive": True,
        "group": "evening",
        "active": True,
        "all_outlets": False,
    }
    made = promoted(**given)
    assert {name: made[name] for name in given} == given
    assert (made["version"], made["created_by_name"]) == (1, "Manager")
    read = manager.get(f"{PATH}/{made['id']}")
    assert (read.json, read.headers["ETag"]) == (made, '"1"')


def test_a_change_is_a_new_version_and_the_old_one_stays(manager, promoted, database):
    made = promoted(kind="PERCENT", percent="10")
    terms = {"name": "More", "kind": "PERCENT", "percent": "20"}
    changed = manager.post(f"{PATH}/{made['id']}", terms, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    late = manager.post(f"{PATH}/{made['id']}", terms, If_Match='"1"')
    assert (late.status_code, late.json["current"]["version"]) == (412, 2)
    versions = manager.get(f"{PATH}/{made['id']}/versions").json["data"]
    assert [(v["version"], v["percent"], v["name"]) for v in versions] == [
        (2, "20.00", "More"),
        (1, "10.00", "Offer"),
    ]
    for statement in (
        "UPDATE promotion_versions SET percent_bp = 1",
        "DELETE FROM promotion_versions",
    ):
        with pytest.raises(psycopg.Error, match="append-only"):
            database.execute(statement)


def test_a_write_repeated_with_its_key_makes_one(manager, promoted):
    key, code = str(new_id()), "once-only"
    answers = [manager.post(PATH, {**TEN, "code": code, "active": False}, key) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    taken = manager.post(PATH, {**TEN, "code": code, "active": False})
    assert (taken.status_code, taken.json["errors"][0]["field"]) == (409, "code")


def test_listing_with_filters(manager, promoted):
    cheap = promoted(kind="AMOUNT", amount="5")
    secret = promoted(kind="PERCENT", percent="5", by_coupon=True)
    off = promoted(kind="PERCENT", percent="6", active=False)

    def ids(query):
        return {row["id"] for row in manager.get(f"{PATH}?limit=200&{query}").json["data"]}

    assert ids("kind=AMOUNT") & {cheap["id"], secret["id"]} == {cheap["id"]}
    assert ids("by_coupon=true") & {cheap["id"], secret["id"]} == {secret["id"]}
    assert ids("active=false") & {off["id"], cheap["id"]} == {off["id"]}
    assert ids(f"code={cheap['code']}") == {cheap["id"]}
    first = manager.get(f"{PATH}?limit=1").json
    second = manager.get(f"{PATH}?limit=1&cursor={first['page']['next']}").json
    assert first["data"][0]["id"] != second["data"][0]["id"]
    assert manager.get(f"{PATH}?kind=FREE").json["errors"][0]["field"] == "kind"


BAD: dict[str, list[dict[str, Any]]] = {
    "percent": [
        {"percent": None},
        {"percent": "0"},
        {"percent": "100.01"},
        {"percent": "ten"},
        {"percent": 10},
    ],
    "amount": [{"amount": "5"}, {"kind": "AMOUNT", "percent": None}],
    "get_quantity": [{"kind": "BUY_X_GET_Y", "buy_quantity": 1}, {"get_quantity": 0}],
    "buy_quantity": [{"kind": "BUY_X_GET_Y", "get_quantity": 1}],
    "get": [{"get": {"item_codes": ["lassi"]}}],
    "item_price": [{"kind": "ITEM_PRICE", "percent": None}],
    "applies_to": [{"kind": "ITEM_PRICE", "percent": None, "item_price": "5"}],
    "applies_to/item_codes/1": [{"applies_to": {"item_codes": ["lassi", "sushi"]}}],
    "applies_to/category_codes/0": [{"applies_to": {"category_codes": ["fish"]}}],
    "applies_to/price": [{"applies_to": {"price": 1}}],
    "min_order": [{"min_order": "-1"}, {"min_order": "10000000.01"}],
    "max_discount": [{"max_discount": "0"}, {"max_discount": "1.001"}],
    "order_types": [{"order_types": []}, {"order_types": ["DINE_IN", "DINE_IN"]}],
    "order_types/0": [{"order_types": ["DRIVE_IN"]}],
    "valid_until": [{"valid_from": "2026-02-02", "valid_until": "2026-02-01"}],
    "valid_from": [{"valid_from": "2026-02-30"}],
    "happy_hour/rrule": [
        {"happy_hour": {**HOUR, "rrule": "FREQ=SECONDLY"}},
        {"happy_hour": {**HOUR, "rrule": "every day"}},
    ],
    "happy_hour/start": [
        {"happy_hour": {**HOUR, "rrule": "FREQ=WEEKLY;BYDAY=TU"}},
        {"happy_hour": {**HOUR, "start": "2026-02-30T17:00"}},
        {"happy_hour": {**HOUR, "start": "2026-03-02T17:00Z"}},
    ],
    "happy_hour/minutes": [{"happy_hour": {**HOUR, "minutes": 1441}}],
    "priority": [{"priority": 1001}],
    "code": [{"code": "Ten Off"}],
    "name": [{"name": ""}],
    "kind": [{"kind": "FREE"}],
    "colour": [{"colour": "red"}],
}


@pytest.mark.parametrize(
    ("field", "change"), [(field, change) for field, changes in BAD.items() for change in changes]
)
def test_what_is_wrong_is_named_and_nothing_is_made(manager, database, field, change):
    before = database.execute("SELECT count(*) FROM promotion_versions").fetchone()
    body = {name: v for name, v in {**TEN, **change}.items() if v is not None}
    refused = manager.post(PATH, body)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field), refused.text
    assert database.execute("SELECT count(*) FROM promotion_versions").fetchone() == before


def test_an_outlets_promotions_are_its_own(calling, promoted):
    made = promoted(kind="PERCENT", percent="10", applies_to={"item_codes": ["lassi"]})
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get(f"{PATH}/{made['id']}").status_code == 404
    assert stranger.get(f"{PATH}/{made['id']}/versions").status_code == 404
    assert (
        stranger.post(
            f"{PATH}/{made['id']}", {"name": "x", "kind": "AMOUNT", "amount": "1"}
        ).status_code
        == 404
    )
    assert made["id"] not in stranger.get(f"{PATH}?limit=200").text


def test_a_promotion_of_all_outlets_is_an_administrators(calling, manager, promoted):
    refused = manager.post(PATH, {**TEN, "all_outlets": True})
    assert refused.status_code == 403
    made = promoted(
        calling("admin"),
        kind="ITEM_PRICE",
        item_price="10",
        applies_to={"item_codes": ["lassi"]},
        all_outlets=True,
    )
    terms = {"name": "x", "kind": "AMOUNT", "amount": "1"}
    assert manager.post(f"{PATH}/{made['id']}", terms).status_code == 403
    body = {"order_type": "DINE_IN", "lines": [{"item_code": "lassi", "quantity": 1}]}
    for outlet in ("spice-lane", OTHER_OUTLET):
        seen = calling("waiter", outlet).post("/api/discounts/preview", body).json
        assert (seen["discount"], seen["after_discount"]) == ("80.00", "10.00")


def test_an_order_is_priced_against_thirty_at_most(manager, promoted):
    made = [promoted(kind="AMOUNT", amount="1") for _ in range(30)]
    refused = manager.post(PATH, {**TEN, "code": "one-more"})
    assert (refused.status_code, refused.json["code"]) == (409, "too-many-promotions")
    promoted(kind="AMOUNT", amount="1", by_coupon=True)
    ended = {"name": "x", "kind": "AMOUNT", "amount": "1", "active": False}
    assert manager.post(f"{PATH}/{made[0]['id']}", ended).status_code == 200
    promoted(kind="AMOUNT", amount="1")


def test_making_and_changing_is_in_the_audit(manager, promoted, database):
    made = promoted(kind="PERCENT", percent="10")
    manager.post(f"{PATH}/{made['id']}", {"name": "x", "kind": "PERCENT", "percent": "11"})
    acts = database.execute(
        "SELECT act, details ->> 'version' FROM audit_entries WHERE subject = %s ORDER BY seq",
        (made["id"],),
    )
    assert acts.fetchall() == [("promotion-created", "1"), ("promotion-changed", "2")]
