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


@pytest.fixture
def waiter(stack):
    return stack.sign_in(staff.WAITERS[0])


def first_dish(client):
    menu = client.get("/api/menu", outlet_id=staff.OUTLET)
    return next(
        item for category in menu["categories"] for item in category["items"] if item["available"]
    )


def serve(stack, waiter, quantity=2):
    dish = first_dish(waiter)
    order = waiter.post(
        "/api/orders",
        {"order_type": "TAKEAWAY", "lines": [{"item_id": dish["id"], "quantity": quantity}]},
    )
    cook = stack.sign_in(staff.COOK)
    for ticket in order["tickets"]:
        cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": "PREPARING"})
        cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": "READY"})
    return order


def test_an_order_reaches_ledger_screen_and_warehouse(stack, waiter):
    order = serve(stack, waiter)
    payment = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert (payment["status"], payment["amount"]) == ("COMPLETED", order["total"])
    done = waiter.post(f"/api/orders/{order['id']}/complete")
    assert done["status"] == "COMPLETED"

    expected = stack.query(
        """SELECT r.ingredient_id, -sum(r.quantity * l.quantity) FROM order_lines l
           JOIN recipe_lines r USING (recipe_id) WHERE l.order_id = %s GROUP BY 1 ORDER BY 1""",
        [order["id"]],
    )
    assert expected
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
    assert row == [("CASH", Decimal(order["total"]))]

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
        waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "test is over"})


def test_status_tells_where_everything_is(stack):
    status = stack.status()
    assert status["running"] is True
    assert set(status["addresses"]) >= {"api", "kds", "manager", "docs", "dagster", "sandbox"}
    assert "@" not in status["database"]
    assert status["broker"] == stack.settings.kafka_bootstrap_servers
