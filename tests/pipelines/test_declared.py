"""What the headers of the models promise is asked of the data, and what breaks it is named with its rows."""

from datetime import timedelta

import pytest

from chitrail.clock import now
from chitrail.ids import new_id
from pipelines.quality.suites import SUITES
from pipelines.quality.validation import EXAMPLES, checker
from tests.pipelines.conftest import DAY
from warehouse.catalog import catalog


@pytest.fixture
def shop(trade, warehouse):
    item = trade.item("naan")
    for ago in range(3):
        order = trade.order(DAY - timedelta(days=ago), item, 2)
        trade.payment(DAY - timedelta(days=ago), order, 10_000)
    warehouse.update()
    return warehouse


def failed(shop) -> dict[tuple[str, str], str]:
    """What is found wrong, by table and expectation."""
    with checker(shop.path) as opened:
        rows = [
            row
            for suite in ("grains", "references")
            for row in opened.check(suite, SUITES[suite], now())
        ]
    return {(row[2], row[1]): row[5] for row in rows if not row[4]}


def poison(shop, statement: str, *parameters: object) -> None:
    with shop.open() as connection:
        connection.execute(statement, list(parameters))


def found_row(told: str) -> str:
    return f"1 unexpected rows: {told}"


def test_every_table_for_analysts_is_asked_for_its_grain():
    asked = {(one.table, one.meaning) for one in SUITES["grains"]}
    tables = {(m.name, ", ".join(m.grain)) for m in catalog().models if m.folder == "marts"}
    assert asked == {(name, f"one row for each {grain}") for name, grain in tables}


def test_every_fact_is_held_against_its_dimensions():
    asked = {(one.table, one.meaning) for one in SUITES["references"]}
    facts = {model.name for model in catalog().models if model.name.startswith("fct_")}
    assert {
        name for name, meaning in asked if meaning == "every outlet_id is in dim_outlet"
    } >= facts
    assert asked >= {
        ("fct_order_line", "every item_id is in dim_item"),
        ("fct_order_line", "every order_id is in fct_order"),
        ("fct_stock_movement", "every ingredient_id is in dim_ingredient"),
        ("fct_purchase_line", "every supplier_id is in dim_supplier"),
        ("fct_refund", "every payment_id is in fct_payment"),
    }
    assert not [name for name, meaning in asked if meaning.endswith(f"is in {name}")]


def test_broken_promises_are_found_with_the_rows_that_break_them(shop):
    assert failed(shop) == {}

    stray = new_id()
    [(paid,)] = shop.rows("SELECT payment_id FROM fct_payment WHERE business_date = ?", DAY)
    poison(shop, "INSERT INTO mart_daily_sales FROM mart_daily_sales WHERE business_date = ?", DAY)
    poison(shop, "UPDATE fct_order_line SET item_id = ? WHERE business_date = ?", stray, DAY)
    poison(shop, "UPDATE fct_payment SET payment_id = NULL WHERE business_date = ?", DAY)
    settled = "INSERT INTO mart_settlement (settlement_id, outlet_id) VALUES (?, ?)"
    poison(shop, settled, "setl_1", "UNKNOWN")
    poison(shop, settled, "setl_2", "x")
    found = failed(shop)
    assert found == {
        ("mart_daily_sales", "one row for each outlet_id, business_date"): found_row(
            f"outlet_id shop, business_date {DAY}, rows 2"
        ),
        ("fct_payment", "one row for each payment_id"): found_row("payment_id None, rows 1"),
        ("fct_money_movement", "every payment_id is in fct_payment"): found_row(
            f"payment_id {paid}"
        ),
        ("fct_order_line", "every item_id is in dim_item"): found_row(f"item_id {stray}"),
        ("mart_settlement", "every outlet_id is in dim_outlet"): found_row("outlet_id x"),
    }


def test_what_cannot_be_asked_has_failed_and_says_why(shop):
    poison(shop, "ALTER TABLE mart_sales_hour DROP COLUMN hour")
    why = failed(shop)["mart_sales_hour", "one row for each outlet_id, business_date, hour"]
    assert why.startswith("could not be checked: ")
    assert '"hour" not found' in why


def test_of_many_rows_a_few_are_shown(shop):
    poison(
        shop,
        "INSERT INTO dim_outlet SELECT 'o' || (range % 20) AS a, '', '', 0, '', true FROM range(40)",
    )
    found = failed(shop)["dim_outlet", "one row for each outlet_id"]
    assert found.startswith("20 unexpected rows: ")
    assert found.count("outlet_id o") == EXAMPLES
