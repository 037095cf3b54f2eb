"""Stock that changes from all sides at once: the menu is what the levels say, each change told once."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest

from chitrail import envelope
from chitrail.reconcile.ledgers import check_ledgers
from tests.support.restaurant import OTHER_OUTLET, OUTLET, add_recipe, ingredient_id, item_id

DISHES = {
    "soda": {"lentils": "1", "butter": "1"},
    "lassi": {"butter": "1", "cream": "1"},
    "butter-naan": {"cream": "1", "lentils": "1"},
}
WORKERS, CHANGES = 6, 25
LIMITS = "/api/menu/availability/limits"
_LOCK = """
SELECT FROM stock_levels WHERE ingredient_id = ANY(%s) ORDER BY ingredient_id FOR NO KEY UPDATE
"""
_LEVELS = "UPDATE stock_levels SET on_hand = %s WHERE ingredient_id = ANY(%s)"
_LEVEL = "UPDATE stock_levels SET on_hand = %s WHERE ingredient_id = %s"


@pytest.fixture(scope="module")
def url(restaurant_url):
    return restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)


@pytest.fixture(scope="module")
def following(url):
    """Three dishes of three ingredients, each in two of them."""
    with psycopg.connect(url, autocommit=True) as sql:
        for code, recipe in DISHES.items():
            add_recipe(sql, code, 1, recipe)
        for code in ("lentils", "butter", "cream"):
            sql.execute(
                "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, 9)",
                (ingredient_id(code), OUTLET),
            )
        ids = [item_id(code) for code in DISHES]
        sql.execute("UPDATE menu_items SET follows_stock = true WHERE id = ANY(%s)", (ids,))


def change(url, seed):
    """As the ledger does: levels are locked in their order, and moved by one statement."""
    chance = random.Random(seed)
    with psycopg.connect(url) as sql:
        for _ in range(CHANGES):
            codes = chance.sample(("lentils", "butter", "cream"), chance.randint(1, 2))
            ids = [ingredient_id(code) for code in codes]
            sql.execute(_LOCK, (ids,))
            sql.execute(_LEVELS, (chance.choice((0, 1, 3, 9)), ids))
            sql.commit()


def test_whoever_comes_last_has_seen_the_others(url, following, database):
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda seed: change(url, seed), range(WORKERS)))
    there = dict(database.execute("SELECT ingredient_id, on_hand FROM stock_levels").fetchall())
    for code, recipe in DISHES.items():
        left = min(there[ingredient_id(one)] // Decimal(each) for one, each in recipe.items())
        rows = database.execute(
            "SELECT envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
            (str(item_id(code)),),
        ).fetchall()
        said = [envelope.decode(text.encode())[1] for (text,) in rows]
        assert [event.revision for event in said] == list(range(1, len(said) + 1))
        words = [(event.available, event.portions_left) for event in said]
        assert all(one != other for one, other in itertools.pairwise(words))
        assert words[-1] == (left > 0, left if left <= 5 else None)
    assert availability_differences(database) == []


def availability_differences(database):
    with database.transaction():
        checks = [one for one in check_ledgers(database) if one.name == "menu-availability"]
    return [difference for check in checks for difference in check.differences]


def test_what_was_tampered_with_is_named(following, database):
    assert availability_differences(database) == []
    with database.transaction(force_rollback=True):
        database.execute("SET LOCAL session_replication_role = replica")
        database.execute("UPDATE menu_items SET available = false WHERE code = 'lassi'")
        assert len(availability_differences(database)) == 2


def test_what_is_never_waited_for_sells_on(app, manager, calling, waiter, following, database):
    for code, grams in (("lentils", 0), ("butter", 9)):
        database.execute(_LEVEL, (grams, ingredient_id(code)))

    def orders():
        lines = [{"item_code": "soda", "quantity": 1}]
        return waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": lines}).status_code

    assert orders() == 409
    body = {"ingredient_code": "lentils", "limits_sale": False}
    elsewhere = calling("manager", OTHER_OUTLET).post(LIMITS, body)
    assert (elsewhere.status_code, orders()) == (200, 409)
    assert manager.post(LIMITS, body).status_code == 200
    assert orders() == 201
    assert manager.post(LIMITS, {**body, "limits_sale": True}).status_code == 200
    assert orders() == 409
    refused = manager.post(LIMITS, {**body, "ingredient_code": "unicorn"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "ingredient_code")
