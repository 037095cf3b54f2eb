"""Facts and summaries say what PostgreSQL says, to the paisa and the gram."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.pipelines.conftest import DAY

METHODS = """
    SELECT payment_method, payment_count, failed_count, gross, refunds, net, average, failure_rate, share
    FROM mart_daily_payment_method WHERE business_date = ? ORDER BY 1"""


@pytest.fixture
def day_of_payments(trade):
    """11 paise and 100 rupees in cash, one of them failed, 33.33 by a forgotten method."""
    order = trade.order(DAY, trade.item("tea"), 3)
    trade.payment(DAY, order, 11)
    trade.payment(DAY, order, 10_000)
    trade.payment(DAY, order, 9_999, status="FAILED")
    trade.payment(DAY, order, 500, status="PENDING")
    return order, trade.payment(DAY, order, 3_333, method=None)


def test_payments_by_method(trade, warehouse, day_of_payments):
    warehouse.update()
    cash, unknown = warehouse.rows(METHODS, DAY)
    assert cash == (
        "CASH",
        2,
        1,
        Decimal("100.11"),
        Decimal("0.00"),
        Decimal("100.11"),
        Decimal("50.06"),  # 50.055, half up
        Decimal("0.3333"),
        Decimal("0.7502"),
    )
    assert unknown[:4] == ("UNKNOWN", 1, 0, Decimal("33.33"))


def test_a_late_refund_restates_its_own_day_and_leaves_the_gross(trade, warehouse, day_of_payments):
    order, payment = day_of_payments
    warehouse.update()
    later = DAY + timedelta(days=9)
    with trade.connection.transaction():
        trade.refund(later, payment, order, 1_111)
        trade.set_payment_status(payment, "PARTIALLY_REFUNDED")
    warehouse.update()
    assert warehouse.rows(METHODS, later) == [
        (
            "UNKNOWN",
            0,
            0,
            Decimal("0.00"),
            Decimal("11.11"),
            Decimal("-11.11"),
            None,
            None,
            None,
        )
    ]
    (unknown,) = [row for row in warehouse.rows(METHODS, DAY) if row[0] == "UNKNOWN"]
    assert unknown[3:6] == (Decimal("33.33"), Decimal("0.00"), Decimal("33.33"))
    status = warehouse.rows("SELECT status FROM fct_payment WHERE payment_id = ?", payment)
    assert status == [("PARTIALLY_REFUNDED",)]


def test_a_payment_that_learns_its_method_takes_its_refunds_along(
    trade, warehouse, day_of_payments
):
    order, payment = day_of_payments
    later = DAY + timedelta(days=9)
    trade.refund(later, payment, order, 1_111)
    warehouse.update()
    trade.connection.execute("UPDATE payments SET payment_method = 'UPI' WHERE id = %s", (payment,))
    warehouse.update()
    assert [row[0] for row in warehouse.rows(METHODS, later)] == ["UPI"]
    assert [row[0] for row in warehouse.rows(METHODS, DAY)] == ["CASH", "UPI"]


def test_totals_are_exact_to_the_paisa(trade, warehouse):
    item, order_total = trade.item("tea"), 0
    for paise in (1, 7, 33, 99_999_999, 1_000_000_000):
        order = trade.order(DAY, item, price_paise=paise)
        trade.payment(DAY, order, paise)
        order_total += paise
    warehouse.update()
    for query in (
        "SELECT sum(total) FROM fct_order",
        "SELECT sum(total) FROM fct_order_line",
        "SELECT sum(amount) FROM fct_payment",
        "SELECT sum(gross) FROM mart_daily_payment_method",
        "SELECT sum(gross) FROM mart_daily_sales",
    ):
        assert warehouse.rows(query) == [(Decimal(order_total).scaleb(-2),)], query


def test_money_is_never_a_float(warehouse):
    warehouse.update()
    floats = warehouse.rows(
        """SELECT table_name, column_name FROM duckdb_columns()
           WHERE NOT internal AND data_type IN ('DOUBLE', 'FLOAT')"""
    )
    assert floats == [("meta_publication", "build_seconds")]


def test_only_completed_orders_are_sales_and_demand(trade, warehouse):
    item, flour, oil = trade.item("puri"), trade.ingredient("flour"), trade.ingredient("oil")
    recipe = trade.recipe(item, {flour: ("100.5", "measured"), oil: ("20", "assumed")})
    newer = trade.recipe(item, {flour: ("99.5", "assumed")}, version=2)
    trade.order(DAY, item, 2, recipe_id=recipe)
    trade.order(DAY, item, 2, recipe_id=newer)
    trade.order(DAY, item, 5, recipe_id=recipe, status="CANCELLED")
    trade.order(DAY, item, 5, recipe_id=recipe, status="READY")
    warehouse.update()
    demand = warehouse.rows(
        "SELECT ingredient_code, unit, quantity, assumed_share FROM mart_ingredient_demand ORDER BY 1"
    )
    assert demand == [
        ("flour", "g", Decimal("400.000"), Decimal("0.4975")),
        ("oil", "g", Decimal("40.000"), Decimal("1.0000")),
    ]
    sales = warehouse.rows("SELECT orders, gross, tax, items FROM mart_daily_sales")
    assert sales == [(2, Decimal("400.00"), Decimal("0.00"), 4)]


def test_modifiers_change_the_demand(trade, warehouse):
    item = trade.item("puri")
    flour, oil, salt = (trade.ingredient(code) for code in ("flour", "oil", "salt"))
    recipe = trade.recipe(item, {flour: ("100", "measured"), oil: ("20", "assumed")})
    trade.order(DAY, item, 2, recipe_id=recipe, changes={flour: "50.5", oil: "-20", salt: "1.25"})
    trade.order(DAY, item, 1, changes={salt: "2"})
    warehouse.update()
    demand = (
        "SELECT ingredient_code, quantity, assumed_share FROM mart_ingredient_demand ORDER BY 1"
    )
    assert warehouse.rows(demand) == [
        ("flour", Decimal("301.000"), Decimal("0.0000")),
        ("salt", Decimal("4.500"), Decimal("0.0000")),
    ]
    trade.connection.execute("UPDATE ingredients SET name = 'Rock salt' WHERE code = 'salt'")
    warehouse.update()
    named = "SELECT ingredient_name FROM mart_ingredient_demand WHERE ingredient_code = 'salt'"
    assert warehouse.rows(named) == [("Rock salt",)]


def test_a_renamed_ingredient_is_renamed_in_past_days(trade, warehouse):
    item, flour = trade.item("puri"), trade.ingredient("flour")
    trade.order(DAY, item, recipe_id=trade.recipe(item, {flour: ("100", "listed")}))
    warehouse.update()
    trade.connection.execute("UPDATE ingredients SET name = 'Atta' WHERE id = %s", (flour,))
    warehouse.update()
    assert warehouse.rows("SELECT ingredient_name FROM mart_ingredient_demand") == [("Atta",)]


def test_computing_a_day_again_gives_the_same_rows(trade, warehouse, day_of_payments):
    warehouse.update()
    before = warehouse.contents()
    warehouse.update(days=[DAY, DAY + timedelta(days=1)])
    assert warehouse.contents() == before


def test_a_damaged_day_is_healed_by_computing_it_again(trade, warehouse, day_of_payments):
    warehouse.update()
    before = warehouse.contents()
    with warehouse.open() as connection:
        connection.execute("UPDATE mart_daily_payment_method SET gross = 0")
    warehouse.update(days=[DAY])
    assert warehouse.contents() == before


def test_a_build_that_stopped_half_way_is_finished_by_the_next(trade, warehouse, day_of_payments):
    warehouse.load()
    assert warehouse.rows("SELECT count(DISTINCT model) FROM meta_pending_day") == [(18,)]
    warehouse.update()
    assert warehouse.rows("SELECT sum(gross) FROM mart_daily_payment_method") == [
        (Decimal("133.44"),)
    ]
    assert warehouse.rows("FROM meta_pending_day") == []


def test_a_model_defined_otherwise_is_computed_for_all_days(trade, warehouse, day_of_payments):
    warehouse.update()
    with warehouse.open() as connection:
        connection.execute("UPDATE meta_model SET fingerprint = '' WHERE model = 'fct_payment'")
        connection.execute("UPDATE fct_payment SET amount = 0")
    warehouse.update()
    assert warehouse.rows("SELECT sum(gross) FROM mart_daily_payment_method") == [
        (Decimal("133.44"),)
    ]


def test_stock_on_hand_is_the_sum_of_the_movements(trade, warehouse):
    flour = trade.ingredient("flour")
    trade.stock(DAY, flour, "5000", value_paise="20000")
    trade.stock(DAY, flour, "-120.125", "SALE", value_paise="-480.5001")
    warehouse.update()
    assert warehouse.rows("SELECT sum(quantity) FROM fct_stock_movement") == [
        (Decimal("4879.875"),)
    ]
    assert warehouse.rows("SELECT sum(value) FROM fct_stock_movement") == [(Decimal("195.194999"),)]
    assert warehouse.rows("SELECT on_hand FROM dim_ingredient") == [(Decimal("4879.875"),)]
