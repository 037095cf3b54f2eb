"""Coupons through the API."""

import pytest

from tests.support.restaurant import OTHER_OUTLET

PATH = "/api/discounts/coupons"


def test_a_coupon_is_made_read_changed_and_listed(manager, couponed, database):
    made = couponed(max_uses=10, max_uses_per_customer=1, max_uses_per_day=5)
    assert (made["code"], made["uses"], made["version"]) == (made["code"].upper(), 0, 1)
    limits = {"max_uses": 20, "active": False}
    changed = manager.post(f"{PATH}/{made['id']}", limits, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert changed.json == {
        **made,
        "version": 2,
        "max_uses": 20,
        "max_uses_per_customer": None,
        "max_uses_per_day": None,
        "active": False,
    }
    assert manager.post(f"{PATH}/{made['id']}", limits, If_Match='"1"').status_code == 412
    assert manager.get(f"{PATH}/{made['id']}").json == changed.json
    for query in (f"code={made['code'].lower()}", f"promotion_id={made['promotion_id']}"):
        assert manager.get(f"{PATH}?{query}").json["data"] == [changed.json]
    assert manager.get(f"{PATH}?active=true&code={made['code']}").json["data"] == []
    acts = database.execute(
        "SELECT act FROM audit_entries WHERE subject = %s ORDER BY seq", (made["id"],)
    )
    assert acts.fetchall() == [("coupon-created",), ("coupon-changed",)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "ab"}, "code"),
        ({"code": "with space"}, "code"),
        ({"max_uses": 0}, "max_uses"),
        ({"max_uses_per_day": -1}, "max_uses_per_day"),
        ({"max_uses_per_customer": "1"}, "max_uses_per_customer"),
        ({"promotion_id": "x"}, "promotion_id"),
        ({"promotion_id": "0192f1c4-7b7e-7c1a-9d2b-3f6f0c5e8a11"}, "promotion_id"),
        ({"uses": 5}, "uses"),
    ],
)
def test_a_bad_coupon_is_refused_by_field(manager, promoted, change, field):
    offer = promoted(kind="AMOUNT", amount="5", by_coupon=True)
    refused = manager.post(PATH, {"promotion_id": offer["id"], "code": "GOOD", **change})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field), refused.text


def test_a_promotion_that_needs_no_coupon_gets_none(manager, promoted):
    offer = promoted(kind="AMOUNT", amount="5")
    refused = manager.post(PATH, {"promotion_id": offer["id"], "code": "USELESS"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "promotion_id")


def test_codes_are_unique_whatever_their_case(manager, couponed):
    made = couponed()
    again = {"promotion_id": made["promotion_id"], "code": made["code"].lower()}
    refused = manager.post(PATH, again)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (409, "code")


def test_another_outlet_has_nothing_to_do_with_it(calling, couponed):
    made, stranger = couponed(), calling("manager", OTHER_OUTLET)
    assert stranger.get(f"{PATH}/{made['id']}").status_code == 404
    assert stranger.post(f"{PATH}/{made['id']}", {"max_uses": 1}).status_code == 404
    assert made["id"] not in stranger.get(f"{PATH}?limit=200").text
    stolen = stranger.post(PATH, {"promotion_id": made["promotion_id"], "code": "STOLEN"})
    assert stolen.status_code == 422
