"""Marts hold what PostgreSQL says when it is asked on its own; computing a day again changes nothing."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from psycopg import Connection

from tests.pipelines.conftest import DAY
from tests.pipelines.oracles import ORACLES
from tests.support.building import Building, building
from tests.support.busy_days import busy_days
from tests.support.trade import Trade
from warehouse.catalog import catalog
from warehouse.model import Refresh

DAYS = 5


@pytest.fixture(scope="module")
def busy(module_database_url, tmp_path_factory):
    """A loaded warehouse and the connection to the PostgreSQL it is of."""
    address = module_database_url.replace("+psycopg", "")
    with Connection.connect(address, autocommit=True) as connection:
        trade = Trade(connection)
        trade.open_outlet()
        busy_days(trade, DAY, DAYS)
        warehouse = building(tmp_path_factory.mktemp("oracles"), module_database_url)
        warehouse.update()
        yield warehouse, connection


def told(rows):
    """Rows in an order of their own, with numbers that are equal when their value is."""
    exact = [
        tuple(Decimal(v).normalize() if isinstance(v, int | Decimal) else v for v in row)
        for row in rows
    ]
    return sorted(exact, key=str)


def assert_oracles_agree(warehouse: Building, connection: Connection) -> None:
    for mart, oracle in ORACLES.items():
        names = ", ".join(catalog()[mart].column_names)
        held = told(warehouse.rows(f"SELECT {names} FROM {mart}"))  # noqa: S608
        expected = told(connection.execute(oracle).fetchall())
        assert len(expected) > 2, f"{mart}: the trade does not try it"
        assert held == expected, mart


def test_every_mart_holds_what_postgresql_says(busy):
    assert_oracles_agree(*busy)


def test_every_mart_of_days_of_sales_and_money_has_an_oracle():
    by_day = {
        model.name
        for model in catalog().refreshed(Refresh.DAYS)
        if model.name.startswith("mart_") and model.name != "mart_ingredient_demand"
    }
    assert by_day <= ORACLES.keys()


def test_days_computed_again_in_any_order_give_the_same_rows(busy):
    warehouse, connection = busy
    before = warehouse.contents()
    days = random.Random(3).sample([DAY + timedelta(days=number) for number in range(DAYS)], 3)
    for day in days:
        warehouse.update(days=[day])
    assert warehouse.contents() == before
    assert_oracles_agree(warehouse, connection)


def test_a_shift_and_a_discount_that_end_later_restate_their_day(busy):
    warehouse, connection = busy
    connection.execute(
        """INSERT INTO drawer_shifts (id, outlet_id, drawer, z_number, business_date, float_paise, opened_by,
               opened_at) VALUES (gen_random_uuid(), 'shop', 'till-3', 1, %s, 0, 'asha', now())""",
        (DAY,),
    )
    warehouse.update()
    closed = "SELECT count(*) FROM mart_cash_difference WHERE drawer = 'till-3'"
    assert warehouse.rows(closed) == [(0,)]
    connection.execute(
        """UPDATE drawer_shifts SET counted_paise = 150, expected_paise = 0, closed_by = 'asha',
               closed_at = now() WHERE drawer = 'till-3'"""
    )
    connection.execute(
        "UPDATE order_discounts SET released_at = now() WHERE released_at IS NULL AND id IN"
        " (SELECT id FROM order_discounts WHERE released_at IS NULL LIMIT 1)"
    )
    warehouse.update()
    over = "SELECT over, short FROM mart_cash_difference WHERE drawer = 'till-3'"
    assert warehouse.rows(over) == [(Decimal("1.50"), Decimal("0.00"))]
    assert_oracles_agree(warehouse, connection)


@pytest.mark.parametrize(
    ("day", "year", "quarter", "holiday"),
    [
        (date(2026, 3, 31), "2025-26", "Q4", None),
        (date(2026, 4, 1), "2026-27", "Q1", None),
        (date(2026, 8, 15), "2026-27", "Q2", "Independence Day"),
        (date(2026, 10, 2), "2026-27", "Q3", "Gandhi Jayanti"),
        (date(2040, 1, 26), "2039-40", "Q4", "Republic Day"),
    ],
)
def test_the_calendar_knows_the_financial_year(busy, day, year, quarter, holiday):
    query = (
        "SELECT financial_year, quarter, national_holiday FROM dim_calendar WHERE calendar_date = ?"
    )
    assert busy[0].rows(query, day) == [(year, quarter, holiday)]
