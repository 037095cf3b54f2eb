"""Loads lose nothing, whatever order transactions commit in, and notice when the source is another one."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import duckdb
import psycopg
import pytest

from chitrail.errors import ConfigurationError, Unavailable
from pipelines.extract.source import attach, changed_rows
from tests.support.building import building
from tests.support.trade import Trade
from warehouse.catalog import catalog
from warehouse.connection import build

DAY = date(2026, 11, 2)
WRITERS, PASSES = 4, 4


@pytest.mark.parametrize("model", catalog().extracted, ids=lambda model: model.name)
def test_postgresql_delivers_each_column_with_the_declared_type(
    model, tmp_path, module_database_url
):
    with build(tmp_path / "types.duckdb") as connection:
        attach(connection, module_database_url.replace("+psycopg", ""))
        declared = ", ".join(f"NULL::{column.type} AS {column.name}" for column in model.columns)
        expected = connection.execute(f"DESCRIBE SELECT {declared}").fetchall()
        delivered = connection.execute(
            f"DESCRIBE SELECT * FROM {changed_rows(model, 0, 1)}"  # noqa: S608
        ).fetchall()
    assert [row[:2] for row in delivered] == [row[:2] for row in expected]


def test_a_second_load_reads_only_what_changed_since(trade, warehouse):
    item = trade.item("tea")
    first = trade.order(DAY, item)
    assert warehouse.load().rows["raw_orders"] == 1

    payment = trade.payment(DAY, first, 10_000)
    done = warehouse.load()
    assert (done.full, done.rows["raw_orders"], done.rows["raw_payments"]) == (False, 0, 1)

    trade.set_payment_status(payment, "REFUNDED")
    assert warehouse.load().rows["raw_payments"] == 1
    assert warehouse.rows("SELECT status FROM raw_payments") == [("REFUNDED",)]
    assert warehouse.load().rows["raw_payments"] == 0


def test_a_transaction_that_commits_late_is_not_lost(trade, warehouse, connect):
    item = trade.item("tea")
    slow = connect()
    slow.autocommit = False
    late = Trade(slow, trade.outlet_id, trade.category_id)
    slow_order = late.order(DAY, item)
    fast_order = trade.order(DAY, item)

    warehouse.load()
    assert warehouse.rows("SELECT count(*) FROM raw_orders") == [(0,)], "nothing above the horizon"
    slow.commit()
    warehouse.load()
    loaded = {row[0] for row in warehouse.rows("SELECT id FROM raw_orders")}
    assert loaded == {slow_order, fast_order}


def test_incremental_equals_full_after_concurrent_writers(trade, warehouse, connect, tmp_path):
    items = [trade.item(f"dish-{number}") for number in range(3)]
    flour = trade.ingredient("flour")
    recipes = {item: trade.recipe(item, {flour: ("120.5", "assumed")}) for item in items}
    enough = threading.Event()
    with ThreadPoolExecutor(WRITERS) as writers:
        written = [
            writers.submit(_write, connect(), trade, recipes, number, enough)
            for number in range(WRITERS)
        ]
        try:
            passes = [warehouse.update() for _ in range(PASSES)]
        finally:
            enough.set()
        orders = sum(future.result() for future in written)
    assert sum(done.rows["raw_orders"] > 0 for done in passes) >= 3, "loads met writers at work"
    warehouse.update()

    fresh = building(tmp_path / "fresh", warehouse.database_url)
    fresh.update()
    assert warehouse.rows("SELECT count(*) FROM raw_orders") == [(orders,)]
    assert warehouse.contents() == fresh.contents()
    warehouse.update(full=True)
    assert warehouse.contents() == fresh.contents()
    assert warehouse.rows("FROM meta_pending_day") == []


def _write(connection, trade, recipes, seed, enough):
    """Orders until it is enough; their number.

    Transactions are held open for a while; there are late refunds, moved days and rollbacks.
    """
    chance = random.Random(seed)
    connection.autocommit = False
    mine = Trade(connection, trade.outlet_id, trade.category_id)
    done = 0
    while not enough.is_set():
        day = DAY + timedelta(days=chance.randrange(4))
        item, recipe = chance.choice(list(recipes.items()))
        order = mine.order(day, item, chance.randint(1, 5), recipe_id=recipe)
        payment = mine.payment(day, order, 10_000, method=chance.choice(["CASH", "UPI", None]))
        time.sleep(chance.random() * 0.02)
        if chance.random() < 0.2:
            connection.rollback()
            continue
        connection.commit()
        done += 1
        if chance.random() < 0.4:
            with connection.transaction():
                mine.refund(day + timedelta(days=2), payment, order, 4_000)
            mine.set_payment_status(payment, "PARTIALLY_REFUNDED")
            connection.commit()
        if chance.random() < 0.3:
            connection.execute(
                "UPDATE orders SET business_date = business_date + 1 WHERE id = %s", (order,)
            )
            connection.commit()
    return done


def test_another_database_is_read_whole(trade, warehouse, connect):
    trade.order(DAY, trade.item("tea"))
    assert warehouse.load().why_full == "first load"
    with warehouse.open() as connection:
        connection.execute("UPDATE meta_watermark SET source = '1/1/1'")
    done = warehouse.load()
    assert done.full
    assert "it was 1/1/1" in done.why_full
    assert done.rows["raw_orders"] == 1


def test_other_raw_tables_are_read_whole(trade, warehouse):
    trade.order(DAY, trade.item("tea"))
    warehouse.load()
    with warehouse.open() as connection:
        connection.execute("UPDATE meta_watermark SET definition = 'older'")
        connection.execute("ALTER TABLE raw_orders DROP COLUMN status")
    done = warehouse.load()
    assert done.why_full == "the raw tables are defined otherwise"
    assert warehouse.rows("SELECT status FROM raw_orders") == [("COMPLETED",)]


def test_a_load_that_dies_leaves_the_watermark_where_it_was(trade, warehouse):
    trade.order(DAY, trade.item("tea"))
    warehouse.load()
    before = warehouse.rows("SELECT horizon FROM meta_watermark")
    trade.order(DAY, trade.item("coffee"))
    trade.connection.execute("ALTER TABLE stock_movements RENAME COLUMN kind TO kinds")
    with pytest.raises(ConfigurationError, match=r'stock_movements: column "kind" does'):
        warehouse.load()
    assert warehouse.rows("SELECT horizon FROM meta_watermark") == before
    assert warehouse.rows("SELECT count(*) FROM raw_orders") == [(1,)]


def test_the_reader_cannot_write_to_postgresql(warehouse, trade):
    with warehouse.open() as connection:
        attach(connection, warehouse.database_url.replace("+psycopg", ""))
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM source.public.orders")


def test_an_unreachable_database_is_named_without_its_password(tmp_path):
    with (
        build(tmp_path / "nothing.duckdb") as connection,
        pytest.raises(Unavailable) as failure,
    ):
        attach(connection, "postgresql://chitrail:geheim@127.0.0.1:1/chitrail")
    assert "geheim" not in failure.value.detail
    assert "refused" in failure.value.detail


def test_the_horizon_and_the_rows_come_from_one_snapshot(trade, warehouse, database_url):
    with warehouse.open() as connection:
        attach(connection, database_url.replace("+psycopg", ""))
        connection.execute("BEGIN")
        ask = "FROM postgres_query('source', 'SELECT pg_current_snapshot()::text, count(*) FROM orders')"
        first = connection.execute(ask).fetchall()
        with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as other:
            Trade(other, trade.outlet_id, trade.category_id).order(DAY, trade.item("tea"))
        assert connection.execute(ask).fetchall() == first
        connection.execute("COMMIT")
        assert connection.execute(ask).fetchall() != first


def test_a_column_of_another_type_stops_the_load_and_is_named(trade, warehouse):
    trade.order(DAY, trade.item("tea"))
    warehouse.update()
    before = warehouse.contents()
    trade.order(DAY, trade.item("coffee"))
    trade.connection.execute(
        "ALTER TABLE settlement_lines ALTER COLUMN fee_paise TYPE numeric(14, 2)"
    )
    with pytest.raises(ConfigurationError, match=r"settlement_lines: column fee_paise is"):
        warehouse.load()
    assert warehouse.contents() == before
