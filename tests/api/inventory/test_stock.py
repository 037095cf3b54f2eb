"""Reading levels and the ledger, as the inventory stream writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from chitrail.ids import new_id
from tests.support.restaurant import INGREDIENTS, OTHER_OUTLET, OUTLET, ingredient_id

START = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def stock(restaurant_url):
    import psycopg

    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        for n in range(5):
            for code in ("butter", "lentils"):
                connection.execute(
                    "INSERT INTO stock_movements (event_id, ingredient_id, outlet_id, kind, quantity,"
                    " business_date, occurred_at) VALUES (%s, %s, %s, 'WASTE', -1.5, '2026-04-01', %s)",
                    (new_id(), ingredient_id(code), OUTLET, START + timedelta(minutes=n // 2)),
                )
        connection.execute(
            "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand, is_low)"
            " VALUES (%s, %s, 92.5, true)",
            (ingredient_id("butter"), OUTLET),
        )


@pytest.mark.usefixtures("stock")
def test_every_ingredient_has_a_level(manager):
    listed = manager.get("/api/inventory/levels").json
    assert [level["code"] for level in listed["data"]] == sorted(INGREDIENTS)
    levels = {level["code"]: level for level in listed["data"]}
    butter = levels["butter"]
    assert (butter["on_hand"], butter["reorder_level"]) == ("92.500", "100.000")
    assert (butter["unit"], butter["is_low"]) == ("g", True)
    assert (levels["eggs"]["on_hand"], levels["eggs"]["updated_at"]) == ("0.000", None)
    assert listed["page"] == {"limit": 50, "offset": 0, "total": 4, "next": None}


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize(("low", "count"), [("true", 1), ("false", 3)])
def test_levels_are_filtered_by_low(manager, low, count):
    assert manager.get(f"/api/inventory/levels?low={low}").json["page"]["total"] == count


def test_levels_have_no_cursor(manager):
    assert manager.get("/api/inventory/levels?cursor=abc").status_code == 422


@pytest.mark.usefixtures("stock")
def test_a_cursor_sees_each_movement_once_even_of_one_instant(manager):
    seen, cursor = [], ""
    while True:
        page = manager.get(f"/api/inventory/movements?limit=3{cursor}").json
        seen += [(m["event_id"], m["ingredient_id"]) for m in page["data"]]
        if page["page"]["next"] is None:
            break
        cursor = f"&cursor={page['page']['next']}"
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.usefixtures("stock")
def test_movements_are_filtered_and_stay_in_their_outlet(manager, calling):
    butter = ingredient_id("butter")
    data = manager.get(f"/api/inventory/movements?ingredient_id={butter}").json["data"]
    assert [(m["ingredient_code"], m["quantity"], m["unit"]) for m in data] == [
        ("butter", "-1.500", "g")
    ] * 5
    assert manager.get(f"/api/inventory/movements?order_id={new_id()}").json["data"] == []
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get("/api/inventory/movements").json["data"] == []
    assert "92.500" not in stranger.get("/api/inventory/levels").text
