"""Whatever is bought, sent, lost and received: worth and quantity are kept to the last place."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.purchasing.books import differences
from tests.api.purchasing.shop import made
from tests.support.ledger import settle
from tests.support.restaurant import OTHER_OUTLET, Caller, ingredient_id

grams = st.decimals("0.001", "5000", places=3)
costs = st.decimals("0.01", "9999.99", places=2)
shares = st.decimals("0", "1", places=2)
THERE = ingredient_id("lentils", OTHER_OUTLET)
BOTH = [ingredient_id("lentils"), THERE]
_KEPT = """
SELECT coalesce(sum(on_hand), 0), coalesce(sum(value_paise), 0) FROM stock_levels
WHERE ingredient_id = ANY(%s)
"""
_BROUGHT = """
SELECT coalesce(sum(quantity), 0), coalesce(sum(value_paise), 0) FROM stock_movements
WHERE ingredient_id = ANY(%s) AND kind = 'RECEIPT'
"""
_LOST = """
SELECT coalesce(sum(dispatched - received), 0), coalesce(sum(out_value_paise - in_value_paise), 0)
FROM transfer_lines WHERE to_ingredient_id = %s
"""


@pytest.fixture(scope="module")
def other(calling) -> Caller:
    return calling("manager", OTHER_OUTLET)


def line(quantity: Decimal, **more: Any) -> dict[str, Any]:
    return {"ingredient_code": "lentils", "quantity": f"{quantity:f}", "unit": "g", **more}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(grams, costs), min_size=1, max_size=2), shares, shares, shares)
def test_nothing_is_made_or_lost_unseen(
    manager, other, database, restaurant_url, brought, sent, came, broken
):
    for quantity, cost in brought:
        lot = line(quantity, unit_cost=f"{cost:f}", lot_code=f"lot {cost}")
        made(manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": [lot]}))
    settle(restaurant_url)
    there_is = database.execute(
        "SELECT on_hand FROM stock_levels WHERE ingredient_id = %s", (BOTH[0],)
    ).fetchone()[0]
    goes = max((there_is * sent).quantize(Decimal("0.001")), Decimal("0.001"))
    asked = made(manager.post("/api/transfers", {"to_outlet": OTHER_OUTLET, "lines": [line(goes)]}))
    made(manager.post(f"/api/transfers/{asked['id']}/dispatch", {}))
    settle(restaurant_url)
    assert differences(database) == []
    arrived = (goes * came).quantize(Decimal("0.001"))
    damaged = ((goes - arrived) * broken).quantize(Decimal("0.001"))
    told = line(arrived, damaged=f"{damaged:f}")
    made(other.post(f"/api/transfers/{asked['id']}/receive", {"lines": [told]}))
    settle(restaurant_url)
    assert differences(database) == []
    kept, lost = (
        database.execute(query, (which,)).fetchone()
        for query, which in ((_KEPT, BOTH), (_LOST, THERE))
    )
    brought_in = database.execute(_BROUGHT, (BOTH,)).fetchone()
    assert (kept[0] + lost[0], kept[1] + lost[1]) == brought_in


def test_what_was_not_in_the_books_can_be_sent_and_arrives(
    manager, other, database, restaurant_url
):
    more = {"ingredient_code": "cream", "quantity": "1", "unit": "l"}
    asked = made(manager.post("/api/transfers", {"to_outlet": OTHER_OUTLET, "lines": [more]}))
    made(manager.post(f"/api/transfers/{asked['id']}/dispatch", {}))
    settle(restaurant_url)
    made(other.post(f"/api/transfers/{asked['id']}/receive", {}))
    settle(restaurant_url)
    levels = dict(
        database.execute(
            "SELECT outlet_id, on_hand FROM stock_levels WHERE ingredient_id = ANY(%s)",
            ([ingredient_id("cream"), ingredient_id("cream", OTHER_OUTLET)],),
        ).fetchall()
    )
    assert sorted(levels.values()) == [-1000, 1000]
    assert differences(database) == []
