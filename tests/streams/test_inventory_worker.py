"""The inventory worker as a process: repeats, disorder, poison and sudden death leave exact books."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from chitrail.local.postgres import EmbeddedPostgres
from tests.support.databases import admin_connection
from tests.support.kitchen import Kitchen, Message, message, produce, thrice_shuffled, wrapped
from tests.support.malformed import malformed
from tests.support.processes import Program
from tests.support.settings import environment

Connect = Callable[[], psycopg.Connection]
READY = "streams ready"


@pytest.fixture
def worker(database_url: str, kafka_bootstrap: str, tmp_path: Path) -> Iterator[Program]:
    env = environment(database_url, tmp_path, kafka_bootstrap=kafka_bootstrap)
    with Program(["streams", "inventory"], env, tmp_path / "inventory.log") as program:
        yield program


class Trade:
    """Orders and documents of a kitchen, as messages, and the stock they must leave behind."""

    def __init__(self, kitchen: Kitchen, seed: int, orders: int, documents: int) -> None:
        self.random = random.Random(seed)
        self.kitchen = kitchen
        self.messages: list[Message] = []
        self.on_hand: dict[UUID, Decimal] = {}
        stuff = [kitchen.ingredient(reorder_level="500").id for _ in range(8)]
        dishes = [
            kitchen.dish({i: self._quantity() for i in self.random.sample(stuff, 3)})
            for _ in range(6)
        ]
        dishes.append(kitchen.dish())
        for _ in range(documents):
            kind = self.random.choice(["OPENING", "RECEIPT", "WASTE"])
            amounts = {i: self._quantity() * 10 for i in self.random.sample(stuff, 2)}
            document = kitchen.document(kind, amounts)
            self.messages.append(message(wrapped(document, document.document_id)))
            self._move(amounts, -1 if kind == "WASTE" else 1)
        for _ in range(orders):
            order_id = kitchen.order()
            portions = [(self.random.choice(dishes), self.random.randint(1, 5)) for _ in range(4)]
            self.messages.append(message(wrapped(kitchen.completed(order_id, portions), order_id)))
            for dish, quantity in portions:
                self._move(dish.recipe, -quantity)

    def _quantity(self) -> Decimal:
        return Decimal(self.random.randint(1, 250_000)) / 1000

    def _move(self, amounts: dict[UUID, Decimal], factor: int) -> None:
        for ingredient, quantity in amounts.items():
            self.on_hand[ingredient] = self.on_hand.get(ingredient, Decimal(0)) + quantity * factor


def processed(sql: psycopg.Connection) -> int:
    row = sql.execute("SELECT count(*) FROM inbox WHERE consumer = 'inventory'").fetchone()
    assert row
    return int(row[0])


def levels(sql: psycopg.Connection) -> dict[UUID, Decimal]:
    return dict(sql.execute("SELECT ingredient_id, on_hand FROM stock_levels").fetchall())


def folded(sql: psycopg.Connection) -> dict[UUID, Decimal]:
    query = "SELECT ingredient_id, sum(quantity) FROM stock_movements GROUP BY 1"
    return dict(sql.execute(query).fetchall())


def dead_letters(sql: psycopg.Connection) -> set[tuple[str, int, int]]:
    query = "SELECT topic, partition, kafka_offset FROM dead_letters WHERE consumer = 'inventory'"
    return set(sql.execute(query).fetchall())


def test_repeats_disorder_and_poison_leave_exact_books(
    worker: Program, connect: Connect, kafka_bootstrap: str
) -> None:
    sql = connect()
    kitchen = Kitchen(sql)
    trade = Trade(kitchen, seed=11, orders=260, documents=60)
    poison = malformed(kitchen)
    messages = thrice_shuffled(trade.messages, seed=1) + poison * 2
    random.Random(2).shuffle(messages)
    worker.wait_for_line(READY)

    places = produce(kafka_bootstrap, messages)

    wrong = {place for place, sent in zip(places, messages, strict=True) if sent in poison}
    assert len(wrong) == 2 * len(poison)
    worker.until(lambda: processed(sql) == len(trade.messages), within=60)
    worker.until(lambda: wrong <= dead_letters(sql), within=30)
    assert dead_letters(sql) & set(places) == wrong
    assert levels(sql) == trade.on_hand
    assert folded(sql) == trade.on_hand
    assert worker.stop(within=12) == 0


def test_killed_worker_loses_and_doubles_nothing(
    worker: Program, connect: Connect, kafka_bootstrap: str
) -> None:
    sql = connect()
    trade = Trade(Kitchen(sql), seed=12, orders=300, documents=50)
    worker.wait_for_line(READY)
    produce(kafka_bootstrap, thrice_shuffled(trade.messages, seed=3))
    for share in (0.2, 0.6):
        enough = int(len(trade.messages) * share)
        worker.until(lambda wanted=enough: bool(processed(sql) > wanted), every=0.005)  # type: ignore[misc]
        worker.kill()
        worker.start()
    worker.until(lambda: processed(sql) == len(trade.messages), within=90)
    assert worker.output().count(READY) >= 2
    assert levels(sql) == trade.on_hand
    assert folded(sql) == trade.on_hand


def test_second_worker_joins_and_the_first_leaves(
    worker: Program,
    connect: Connect,
    database_url: str,
    kafka_bootstrap: str,
    tmp_path: Path,
) -> None:
    sql = connect()
    trade = Trade(Kitchen(sql), seed=14, orders=250, documents=40)
    env = environment(database_url, tmp_path, kafka_bootstrap=kafka_bootstrap, STREAMS_WORKER_NO=1)
    worker.wait_for_line(READY)
    third = len(trade.messages) // 3
    produce(kafka_bootstrap, thrice_shuffled(trade.messages[:third], seed=6))
    with Program(["streams", "inventory"], env, tmp_path / "inventory-1.log") as second:
        produce(kafka_bootstrap, thrice_shuffled(trade.messages[third : third * 2], seed=7))
        second.wait_for_line(READY)
        produce(kafka_bootstrap, thrice_shuffled(trade.messages[third * 2 :], seed=8))
        second.until(lambda: processed(sql) > third)
        assert worker.stop(within=12) == 0
        second.until(lambda: processed(sql) == len(trade.messages), within=60)
        assert levels(sql) == trade.on_hand
        assert folded(sql) == trade.on_hand
        assert second.stop(within=12) == 0


@pytest.fixture
def database_switch(
    postgres_server: EmbeddedPostgres, database_url: str
) -> Iterator[Callable[[bool], None]]:
    """Makes the test's database refuse its streams (False) or take them again (True)."""
    name = database_url.rsplit("/", 1)[1]
    with admin_connection(postgres_server) as admin:

        def switch(on: bool) -> None:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {on}')
            if not on:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = %s AND application_name LIKE 'streams%%'",
                    (name,),
                )

        yield switch


def test_database_away_is_waited_for(
    worker: Program,
    connect: Connect,
    kafka_bootstrap: str,
    database_switch: Callable[[bool], None],
) -> None:
    sql = connect()
    trade = Trade(Kitchen(sql), seed=13, orders=20, documents=10)
    worker.wait_for_line(READY)
    first, second, third = (trade.messages[i::3] for i in range(3))
    places = produce(kafka_bootstrap, first)
    worker.until(lambda: processed(sql) == len(first))

    database_switch(False)
    places += produce(kafka_bootstrap, second)
    worker.wait_for_line("the database is away", times=4)
    database_switch(True)
    worker.until(lambda: processed(sql) == len(first) + len(second))

    database_switch(False)
    places += produce(kafka_bootstrap, third)
    worker.wait_for_line("the database is away", times=8)
    assert worker.stop(within=12) == 0
    database_switch(True)
    worker.start()
    worker.until(lambda: processed(sql) == len(trade.messages))
    assert levels(sql) == trade.on_hand
    assert not dead_letters(sql) & set(places)
