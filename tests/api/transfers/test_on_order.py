"""What is still to come, by ingredient: drafted, on order, on its way from another outlet."""

import pytest

from tests.api.purchasing.shop import ORDERS, Shop, act, made
from tests.support.restaurant import OTHER_OUTLET, OUTLET


@pytest.fixture(scope="module")
def shop(manager) -> Shop:
    return Shop.opened(manager)


def to_come(manager) -> dict[str, tuple[str, ...]]:
    """By ingredient, but for lentils, which the other test orders."""
    listed = made(manager.get("/api/inventory/on-order"))["data"]
    return {
        one["ingredient_code"]: (one["on_order"], one["drafted"], one["in_transit"])
        for one in listed
        if one["ingredient_code"] != "lentils"
    }


def test_what_is_to_come_follows_orders_receipts_and_transfers(shop, manager, calling):
    assert to_come(manager) == {}
    draft = shop.draft(butter=2)
    assert to_come(manager) == {"butter": ("0.000", "10000.000", "0.000")}
    made(act(manager, draft, "approve"))
    order = shop.sent(butter=4, eggs=1)
    assert to_come(manager)["butter"] == ("30000.000", "0.000", "0.000")
    line = {"line_id": order["lines"][0]["id"], "packs": "1.5"}
    made(manager.post(f"{ORDERS}/{order['id']}/receipts", {"lines": [line]}))
    assert to_come(manager) == {
        "butter": ("22500.000", "0.000", "0.000"),
        "eggs": ("30.000", "0.000", "0.000"),
    }
    made(act(manager, order, "close", reason="no more"))
    made(act(manager, draft, "cancel", reason="no more"))
    assert to_come(manager) == {}
    other = calling("manager", OTHER_OUTLET)
    wanted = [{"ingredient_code": "cream", "quantity": "2", "unit": "l"}]
    asked = made(manager.post("/api/transfers", {"from_outlet": OTHER_OUTLET, "lines": wanted}))
    assert to_come(manager) == {}
    made(other.post(f"/api/transfers/{asked['id']}/dispatch", {}))
    assert to_come(manager) == {"cream": ("0.000", "0.000", "2000.000")}
    assert to_come(other) == {}
    assert asked["to_outlet"] == OUTLET


def test_the_first_day_something_should_come(shop, manager):
    for day in ("2030-05-02", "2030-05-01"):
        order = shop.draft(lentils=1, more={"expected_on": day})
        made(act(manager, order, "approve"))
    listed = made(manager.get("/api/inventory/on-order"))["data"]
    days = {one["ingredient_code"]: one["next_expected_on"] for one in listed}
    assert days["lentils"] == "2030-05-01"
