"""Drafts by the forecast, through the API: by supplier, once however often they are asked for, and why."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chitrail.ids import new_id
from tests.api.purchasing.shop import ORDERS, Shop, act, made
from tests.support.ledger import settle
from tests.support.restaurant import OTHER_OUTLET, ingredient_id


@pytest.fixture
def shop(manager, database: psycopg.Connection) -> Shop:
    """The only supplier there is: whoever sold before is retired, and nothing is drafted or there."""
    database.execute("UPDATE suppliers SET retired_at = now()")
    database.execute("UPDATE supplier_items SET preferred = false")
    for order in made(manager.get(f"{ORDERS}?limit=100"))["data"]:
        if order["status"] in ("DRAFT", "APPROVED", "SENT"):
            made(act(manager, order, "cancel", reason="the next test"))
    database.execute("UPDATE stock_levels SET on_hand = 0")
    return Shop.opened(manager)


def target(code: str, point: int, up_to: int, most: int = 10**6, **more: Any) -> dict[str, Any]:
    """A target of an ingredient in its base unit."""
    levels = {"reorder_point": str(point), "order_up_to": str(up_to), "most": str(most)}
    return {"ingredient_id": str(ingredient_id(code)), **levels, **more}


def ask(who: Any, *targets: dict[str, Any]) -> dict[str, Any]:
    return made(who.post("/api/reorder/drafts", {"targets": list(targets)}))


def packs_of(order: dict[str, Any]) -> dict[str, Decimal]:
    return {line["ingredient_code"]: Decimal(line["packs"]) for line in order["lines"]}


def test_what_is_due_is_drafted_once_however_often_it_is_asked_for(shop, manager):
    butter = target("butter", 8000, 12000, why="11 kg are used in 8 days.")
    (first,) = ask(manager, butter, target("cream", 0, 5000))["orders"]
    assert first["status"] == "DRAFT"
    assert packs_of(first) == {"butter": Decimal("2.5"), "cream": 5}
    line = first["lines"][0]
    assert line["source"] == "REORDER"
    assert line["why"] == (
        "2.5 packs of 5 kg: 0 g on hand; due at 8 kg, restores 12 kg. 11 kg are used in 8 days."
    )
    (again,) = ask(manager, butter, target("cream", 0, 5000))["orders"]
    assert again == first
    (more,) = ask(manager, target("butter", 8000, 21000))["orders"]
    assert more["id"] == first["id"]
    assert packs_of(more) == {"butter": Decimal("4.5"), "cream": 5}


def test_what_is_approved_counts_as_coming_and_is_not_touched(shop, manager):
    butter = target("butter", 8000, 12000)
    (first,) = ask(manager, butter)["orders"]
    approved = made(act(manager, first, "approve"))
    assert ask(manager, butter) == {"orders": [], "not_ordered": []}
    (second,) = ask(manager, target("butter", 13000, 16000))["orders"]
    assert second["id"] != first["id"]
    assert packs_of(second) == {"butter": 1}
    assert "12.5 kg on order" in second["lines"][0]["why"]
    assert made(manager.get(f"{ORDERS}/{first['id']}")) == approved


def test_a_line_that_a_person_wrote_is_left_alone(shop, manager):
    draft = shop.draft(butter=1)
    (found,) = ask(manager, target("butter", 8000, 12000))["orders"]
    assert found["id"] == draft["id"]
    assert packs_of(found) == {"butter": 1}
    (both,) = ask(manager, target("butter", 8000, 12000), target("eggs", 0, 20))["orders"]
    assert packs_of(both) == {"butter": 1, "eggs": 1}


def test_a_line_that_a_person_changed_is_theirs_and_the_others_stay_the_forecasts(shop, manager):
    (draft,) = ask(manager, target("butter", 0, 5000), target("cream", 0, 5000))["orders"]
    lines = shop.lines(butter="1.5", cream=5)
    changed = made(manager.patch(f"{ORDERS}/{draft['id']}", {"lines": lines}))
    assert [line["source"] for line in changed["lines"]] == ["MANUAL", "REORDER"]
    (found,) = ask(manager, target("butter", 0, 20_000), target("cream", 0, 7000))["orders"]
    assert packs_of(found) == {"butter": Decimal("1.5"), "cream": 7}


def test_stock_promises_and_deliveries_decide(shop, manager, database, restaurant_url):
    order = shop.sent(lentils=2)
    line = {"line_id": order["lines"][0]["id"], "packs": "2"}
    made(manager.post(f"{ORDERS}/{order['id']}/receipts", {"lines": [line]}))
    want = target("lentils", 20_000, 25_000)
    (before,) = ask(manager, want)["orders"]
    assert packs_of(before) == {"lentils": Decimal("0.5")}
    made(act(manager, before, "cancel", reason="once more when it is booked"))
    settle(restaurant_url)
    database.execute("UPDATE outlets SET reserves_stock = true")
    placed = manager.order("dal-makhani")
    want["expiring"] = "9950"
    (after,) = ask(manager, want)["orders"]
    assert packs_of(after) == {"lentils": Decimal(2)}
    why = after["lines"][0]["why"]
    assert "20 kg on hand, 9.95 kg of it will expire unused, 80 g promised to open orders;" in why
    made(manager.post(f"/api/orders/{placed['id']}/cancel", {"reason": "the next test"}))


def test_what_would_expire_or_nobody_sells_is_told_and_not_ordered(shop, manager):
    shop.sells(
        "big",
        ingredient_code="eggs",
        pack_quantity="100",
        pack_unit="dozen",
        price="900",
        preferred=True,
    )
    answer = ask(manager, target("eggs", 10, 50, most=60), target("butter", 10, 5000, most=2000))
    assert answer["orders"] == []
    told = {one["ingredient_code"]: one["why"] for one in answer["not_ordered"]}
    assert "would expire" in told["eggs"]
    assert "would expire" in told["butter"]
    retired = manager.patch(f"/api/suppliers/{shop.id}", {"retired": True})
    made(retired)
    (left,) = ask(manager, target("eggs", 10, 50))["not_ordered"]
    assert left["why"] == "nobody sells it: add it to a supplier's items"


def test_an_order_is_filled_up_to_what_the_supplier_delivers_for(shop, manager):
    made(manager.patch(f"/api/suppliers/{shop.id}", {"minimum_order": "1500"}))
    (order,) = ask(manager, target("butter", 8000, 10000), target("cream", 500, 4000, most=4000))[
        "orders"
    ]
    assert order["below_minimum"] is False
    assert packs_of(order)["cream"] == 4
    assert packs_of(order)["butter"] > 2
    assert "2 packs would do, Lakshmi Traders delivers for more." in order["lines"][0]["why"]


def test_what_else_is_on_the_draft_counts_for_the_minimum(shop, manager):
    made(manager.patch(f"/api/suppliers/{shop.id}", {"minimum_order": "1500"}))
    shop.draft(eggs=5)
    (order,) = ask(manager, target("butter", 8000, 10_000))["orders"]
    assert packs_of(order) == {"eggs": 5, "butter": 2}
    assert order["below_minimum"] is False


def test_many_who_ask_at_once_draft_once(shop, manager):
    butter = target("butter", 8000, 12000)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ask(manager, butter), range(6)))
    assert len({one["orders"][0]["id"] for one in answers}) == 1
    assert {packs_of(one["orders"][0])["butter"] for one in answers} == {Decimal("2.5")}


def test_approving_while_it_is_asked_for_never_doubles(shop, manager):
    butter = target("butter", 8000, 12000)
    for _ in range(5):
        (draft,) = ask(manager, butter)["orders"]
        with ThreadPoolExecutor(2) as pool:
            asked = pool.submit(ask, manager, butter)
            approved = pool.submit(act, manager, draft, "approve")
            made(approved.result())
            asked.result()
        listed = made(manager.get(f"{ORDERS}?limit=100&supplier_id={shop.id}"))["data"]
        live = [one for one in listed if one["status"] in ("DRAFT", "APPROVED")]
        assert [one["id"] for one in live] == [draft["id"]]
        made(act(manager, draft, "cancel", reason="once more"))


def test_another_outlets_ingredient_and_one_given_twice_are_refused(shop, manager, calling):
    butter = target("butter", 1, 2)
    for who, targets in ((calling("manager", OTHER_OUTLET), [butter]), (manager, [butter] * 2)):
        answer = who.post("/api/reorder/drafts", {"targets": targets})
        assert answer.status_code == 422
        assert "ingredient_id" in answer.json["errors"][0]["field"]
    assert made(manager.get(f"{ORDERS}?limit=100&supplier_id={shop.id}"))["data"] == []


levels = st.integers(0, 60_000)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(levels, levels, levels), min_size=1, max_size=3))
def test_asking_any_number_of_times_orders_what_the_greatest_asks_for(shop, manager, asked):
    """Property: drafts never shrink, never hold more than keeps, and repeating changes nothing."""
    before, kept = Decimal(0), Decimal(0)
    for point, more, most in asked:
        wanted = target("butter", point, point + more, most)
        answer = ask(manager, wanted)
        assert ask(manager, wanted) == answer
        packs = sum((packs_of(one)["butter"] for one in answer["orders"]), Decimal(0))
        assert packs >= before
        assert packs % Decimal("0.5") == 0
        kept = max(kept, Decimal(most))
        assert packs * 5000 <= kept
        before = packs
    for order in made(manager.get(f"{ORDERS}?limit=100&supplier_id={shop.id}"))["data"]:
        if order["status"] == "DRAFT":
            made(act(manager, order, "cancel", reason=str(new_id())))
