"""One order, all the way: POS, kitchen, cash, stock ledger, notifications, warehouse, proof."""

import json
from decimal import Decimal

import duckdb
import pytest

from chitrail.demo import staff
from tests.support.waiting import eventually

pytestmark = pytest.mark.stack

TAMPER = """
UPDATE orders SET subtotal_paise = subtotal_paise + %s, total_paise = total_paise + %s WHERE id = %s
"""

USED = """
WITH sold AS (
  SELECT l.* FROM order_lines l JOIN orders o ON o.id = l.order_id
  WHERE o.business_date = %s AND o.outlet_id = %s AND o.status = 'COMPLETED' AND l.voided_at IS NULL
), used AS (
  SELECT r.ingredient_id, s.quantity * r.quantity AS quantity
  FROM sold s JOIN recipe_lines r USING (recipe_id)
  UNION ALL
  SELECT (c ->> 'ingredient_id')::uuid, s.quantity * (c ->> 'quantity')::numeric
  FROM sold s, jsonb_array_elements(s.ingredients) c
)
SELECT ingredient_id, sum(quantity) FROM used GROUP BY 1 HAVING sum(quantity) > 0 ORDER BY 1
"""
OF_THE_RECIPE = """
SELECT i.code, i.unit FROM recipes r JOIN recipe_lines l ON l.recipe_id = r.id
JOIN ingredients i ON i.id = l.ingredient_id WHERE r.item_id = %s ORDER BY 1 LIMIT 1
"""
NOT_OF_THE_RECIPE = """
SELECT i.code, i.unit FROM menu_items m JOIN ingredients i USING (outlet_id)
WHERE m.id = %s AND i.id NOT IN (
  SELECT l.ingredient_id FROM recipes r JOIN recipe_lines l ON l.recipe_id = r.id WHERE r.item_id = m.id)
ORDER BY 1 LIMIT 1
"""


@pytest.fixture
def waiter(stack):
    return stack.sign_in(staff.WAITERS[0])


def first_dish(client):
    menu = client.get("/api/menu", outlet_id=staff.OUTLET)
    return next(
        item for category in menu["categories"] for item in category["items"] if item["available"]
    )


def offer_a_modifier(stack, waiter):
    """Less of what the first dish's recipe has first, more of something else; what an order asks for then."""
    dish = first_dish(waiter)
    (less,) = stack.query(OF_THE_RECIPE, [dish["id"]])
    (more,) = stack.query(NOT_OF_THE_RECIPE, [dish["id"]])
    effects = [(less, "-1.250"), (more, "7.125")]
    manager = stack.sign_in(staff.MANAGER)
    manager.post(
        "/api/menu/modifier-groups",
        {
            "code": "to-taste",
            "name": "To taste",
            "modifiers": [
                {
                    "code": "to-taste",
                    "name": "To taste",
                    "price": "12.50",
                    "ingredients": [
                        {"ingredient_code": code, "quantity": quantity, "unit": unit}
                        for (code, unit), quantity in effects
                    ],
                }
            ],
        },
    )
    manager.patch(f"/api/menu/items/{dish['id']}", {"modifier_groups": ["to-taste"]})
    return [{"code": "to-taste"}]


def serve(stack, waiter, quantity=2, modifiers=()):
    dish = first_dish(waiter)
    line = {"item_id": dish["id"], "quantity": quantity, "modifiers": list(modifiers)}
    order = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": [line]})
    cook = stack.sign_in(staff.COOK)
    for ticket in order["tickets"]:
        cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": "PREPARING"})
        cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": "READY"})
    return order


def test_an_order_reaches_ledger_screen_and_warehouse(stack, waiter):
    order = serve(stack, waiter, modifiers=offer_a_modifier(stack, waiter))
    (line,) = order["lines"]
    assert [modifier["name"] for modifier in line["modifiers"]] == ["To taste"]
    payment = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert (payment["status"], payment["amount"]) == ("COMPLETED", order["total"])
    done = waiter.post(f"/api/orders/{order['id']}/complete")
    assert done["status"] == "COMPLETED"

    expected = stack.query(
        """SELECT i.id, -2 * (coalesce(r.quantity, 0) + coalesce(m.quantity, 0)) FROM order_lines l
           JOIN ingredients i USING (outlet_id)
           LEFT JOIN recipe_lines r ON r.recipe_id = l.recipe_id AND r.ingredient_id = i.id
           LEFT JOIN modifier_ingredients m ON m.ingredient_id = i.id
           WHERE l.order_id = %s AND (r.quantity IS NOT NULL OR m.quantity IS NOT NULL) ORDER BY 1""",
        [order["id"]],
    )
    recipe = stack.query(
        """SELECT r.ingredient_id FROM order_lines l JOIN recipe_lines r USING (recipe_id)
           WHERE l.order_id = %s""",
        [order["id"]],
    )
    assert len(expected) == len(recipe) + 1
    eventually(
        lambda: (
            stack.query(
                "SELECT ingredient_id, quantity FROM stock_movements WHERE order_id = %s ORDER BY 1",
                [order["id"]],
            )
            == expected
        )
    )
    tickets = eventually(
        lambda: stack.query(
            """SELECT (body->>'version')::int, body->>'status' FROM notifications
               WHERE kind = 'ticket' AND body->>'order_id' = %s ORDER BY seq""",
            [order["id"]],
        )
    )
    assert tickets[0] == (1, "NEW")

    built = stack.rebuild_warehouse()
    assert built.returncode == 0, built.stderr[-3000:]
    with duckdb.connect(stack.status()["warehouse"], read_only=True) as warehouse:
        row = warehouse.execute(
            "SELECT payment_method, amount FROM fct_payment WHERE payment_id::text = ?",
            [payment["id"]],
        ).fetchall()
        used = warehouse.execute(
            """SELECT ingredient_id, sum(quantity) FROM mart_ingredient_demand
               WHERE business_date = ? AND outlet_id = ? GROUP BY 1 ORDER BY 1""",
            [order["business_date"], staff.OUTLET],
        ).fetchall()
    assert row == [("CASH", Decimal(order["total"]))]
    assert used == stack.query(USED, [order["business_date"], staff.OUTLET])

    proof = stack.command("reconcile", "--json")
    assert json.loads(proof.stdout)["ok"], proof.stdout[-3000:]
    assert proof.returncode == 0


def test_reconcile_names_what_was_tampered_with(stack, waiter):
    order = serve(stack, waiter, quantity=1)
    eventually(lambda: stack.query("SELECT 1 FROM outbox WHERE published_at IS NULL") == [])
    stack.tamper(TAMPER, [100, 100, order["id"]])
    try:
        proof = stack.command("reconcile", "--json", "--settle", "20")
        differences = {
            difference["subject"]: difference
            for check in json.loads(proof.stdout)["checks"]
            if check["name"] == "order-lines"
            for difference in check["differences"]
        }
        assert proof.returncode == 1
        assert list(differences) == [f"order {order['id']}"]
    finally:
        stack.tamper(TAMPER, [-100, -100, order["id"]])
        manager = stack.sign_in(staff.MANAGER)
        manager.post(
            f"/api/orders/{order['id']}/cancel", {"reason": "test is over", "stock": "RETURNED"}
        )


def test_status_tells_where_everything_is(stack):
    status = stack.status()
    assert status["running"] is True
    assert set(status["addresses"]) >= {"api", "kds", "manager", "docs", "dagster", "sandbox"}
    assert "@" not in status["database"]
    assert status["broker"] == stack.settings.kafka_bootstrap_servers
