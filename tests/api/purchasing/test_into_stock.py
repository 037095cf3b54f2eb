"""From the order to the shelf: receipts and returns through the inventory stream's real effects."""

from decimal import Decimal

import pytest

from tests.api.purchasing.books import checks, differences
from tests.api.purchasing.shop import ORDERS, made
from tests.support.ledger import settle
from tests.support.restaurant import ingredient_id

LEVEL = "SELECT on_hand, value_paise FROM stock_levels WHERE ingredient_id = %s"


@pytest.fixture
def level(database, restaurant_url):
    """level("butter"): quantity and worth in paise, once all that was told is booked."""

    def read(code: str) -> tuple[Decimal, Decimal]:
        settle(restaurant_url)
        return database.execute(LEVEL, (ingredient_id(code),)).fetchone() or (Decimal(0),) * 2

    return read


def test_what_was_paid_is_what_the_shelf_is_worth(shop, manager, database, level):
    quantity, worth = level("butter")
    order = shop.sent(butter=4, lentils=3)
    butter, lentils = (line["id"] for line in order["lines"])
    came = [
        {"line_id": butter, "packs": "1", "lot_code": "A", "expires_on": "2999-01-01"},
        {"line_id": butter, "packs": "2", "lot_code": "B", "expires_on": "2999-02-01"},
        {"line_id": lentils, "packs": "3", "refused_packs": "0.5", "refused_because": "QUALITY"},
    ]
    receipt = made(manager.post(f"{ORDERS}/{order['id']}/receipts", {"lines": came}))
    assert level("butter") == (quantity + 15_000, worth + 84_000)
    back = {"lines": [{"position": 1, "packs": "1.5"}], "reason": "rancid"}
    made(manager.post(f"/api/goods-receipts/{receipt['id']}/returns", back))
    assert level("butter")[0] == quantity + 7_500
    lots = database.execute(
        "SELECT code, remaining FROM stock_lots WHERE ingredient_id = %s AND code IN ('A', 'B')"
        " ORDER BY code",
        (ingredient_id("butter"),),
    ).fetchall()
    assert lots == [("A", 5_000), ("B", 2_500)]
    assert differences(database) == []
    compared = {name: check.compared for name, check in checks(database).items()}
    for name in ("purchase-totals", "purchase-receipts", "goods-receipts", "supplier-returns"):
        assert compared[name] > 0, name


@pytest.mark.parametrize(
    ("tampering", "name"),
    [
        (
            "UPDATE purchase_order_lines SET received_packs = received_packs / 2",
            "purchase-receipts",
        ),
        (
            "UPDATE purchase_orders SET net_paise = net_paise + 1, total_paise = total_paise + 1",
            "purchase-totals",
        ),
        (
            "UPDATE goods_receipt_lines SET packs = packs * 2, quantity = quantity * 2",
            "goods-receipts",
        ),
    ],
)
def test_what_was_tampered_with_is_found(shop, manager, database, level, tampering, name):
    order = shop.sent(eggs=2)
    line = {"line_id": order["lines"][0]["id"], "packs": "2"}
    made(manager.post(f"{ORDERS}/{order['id']}/receipts", {"lines": [line]}))
    level("eggs")
    with database.transaction(force_rollback=True):
        database.execute(tampering)
        assert checks(database)[name].differences
    assert differences(database) == []
