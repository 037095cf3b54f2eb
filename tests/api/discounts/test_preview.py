"""What an order would get, with the reasons, and nothing written."""

import pytest

from tests.support.restaurant import item_id

PATH = "/api/discounts/preview"
THREE = {"order_type": "DINE_IN", "lines": [{"item_code": "lassi", "quantity": 3}]}


def test_the_third_lassi_is_free_and_the_rest_is_explained(waiter, promoted, couponed):
    deal = promoted(
        name="Lassi deal",
        kind="BUY_X_GET_Y",
        buy_quantity=2,
        get_quantity=1,
        applies_to={"item_codes": ["lassi"]},
    )
    big = promoted(name="Feast", kind="AMOUNT", amount="100", min_order="500")
    coupon = couponed(max_uses=1)
    body = {**THREE, "coupon_codes": [coupon["code"].lower(), "NOBODY-KNOWS"]}
    seen = waiter.post(PATH, body).json
    assert (seen["subtotal"], seen["discount"], seen["after_discount"]) == (
        "270.00",
        "140.00",
        "130.00",
    )
    assert seen["lines"][0]["item_name"] == "Lassi (Large)"
    assert seen["lines"][0]["discount"] == "140.00"
    told = {done["promotion_id"]: (done["amount"], done["explanation"]) for done in seen["applied"]}
    assert told[deal["id"]] == ("90.00", "1 of 3 Lassi (Large) free: buy 2 get 1")
    assert told[coupon["promotion_id"]] == ("50.00", "50.00 off the order")
    reasons = {other["promotion_id"]: other["reason"] for other in seen["not_applied"]}
    assert reasons == {
        big["id"]: "needs 500.00, the order has 270.00",
        None: "there is no such coupon",
    }


def test_a_preview_uses_no_coupon_and_keeps_nothing(waiter, manager, couponed, database):
    coupon = couponed(max_uses=1)
    for _ in range(3):
        seen = waiter.post(PATH, {**THREE, "coupon_codes": [coupon["code"]]}).json
        assert seen["applied"][0]["coupon_code"] == coupon["code"]
    assert manager.get(f"/api/discounts/coupons/{coupon['id']}").json["uses"] == 0
    assert database.execute("SELECT count(*) FROM coupon_counts").fetchone() == (0,)


def test_coupons_nobody_showed_are_not_talked_about(waiter, couponed):
    couponed()
    seen = waiter.post(PATH, THREE).json
    assert (seen["applied"], seen["not_applied"]) == ([], [])


@pytest.mark.parametrize(
    ("limits", "body", "reason"),
    [
        ({"active": False}, {}, "the coupon is not in use"),
        ({"max_uses_per_customer": 1}, {}, "the coupon needs a customer"),
    ],
)
def test_why_a_coupon_is_refused(waiter, couponed, limits, body, reason):
    coupon = couponed(**limits)
    seen = waiter.post(PATH, {**THREE, **body, "coupon_codes": [coupon["code"]]}).json
    refused = seen["not_applied"][0]
    assert (refused["coupon_code"], refused["reason"]) == (coupon["code"], reason)


def test_items_by_category_and_by_id(waiter, promoted):
    promoted(kind="PERCENT", percent="12.50", applies_to={"category_codes": ["all"]})
    lines = [
        {"item_id": str(item_id("soda")), "quantity": 2},
        {"item_code": "lassi", "quantity": 1},
    ]
    seen = waiter.post(PATH, {"order_type": "DELIVERY", "lines": lines}).json
    assert seen["discount"] == "19.58"
    assert [line["discount"] for line in seen["lines"]] == ["8.33", "11.25"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": [{"item_code": "sushi", "quantity": 1}]}, "lines/0/item_code"),
        ({"lines": [{"item_id": str(item_id("x")), "quantity": 1}]}, "lines/0/item_id"),
        ({"lines": [{"item_code": "lassi", "quantity": 0}]}, "lines/0/quantity"),
        ({"lines": [{"quantity": 1}]}, "lines/0/item_code"),
        ({"lines": []}, "lines"),
        ({"lines": [{"item_code": "dal-makhani", "quantity": 1000}] * 100}, "lines"),
        ({"order_type": "DRIVE_IN"}, "order_type"),
        ({"coupon_codes": ["x"]}, "coupon_codes/0"),
        ({"coupon_codes": ["ABC"] * 6}, "coupon_codes"),
        ({"customer": " "}, "customer"),
        ({"at": "now"}, "at"),
    ],
)
def test_a_bad_preview_is_refused_by_field(waiter, change, field):
    refused = waiter.post(PATH, {**THREE, **change})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field), refused.text
