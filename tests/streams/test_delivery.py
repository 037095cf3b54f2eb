"""Delivery of one record: an effect that fails, recovers, or is refused by the schema."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import AsyncConnection

from chitrail.envelope import Envelope
from chitrail.errors import InvalidInput
from streams.delivery import Delivery, Effect
from streams.record import Record
from streams.sink import Sink
from tests.support.kitchen import Kitchen, message, wrapped

Connect = Callable[[], psycopg.Connection]
Deliver = Callable[[Effect], Record]


@pytest.fixture
def deliver(connect: Connect, database_url: str) -> Deliver:
    """Delivers one completed order to an effect."""
    kitchen = Kitchen(connect())
    order_id = kitchen.order()
    sent = message(wrapped(kitchen.completed(order_id, []), order_id))
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    headers = {"trace": b"a\x00b", "raw": b"\xff"}
    record = Record(sent.topic, 3, 41, sent.key, sent.value, headers)

    def run(effect: Effect) -> Record:
        asyncio.run(Delivery("test", effect, Sink(url, "test")).deliver_all([record]))
        return record

    return run


async def write(connection: AsyncConnection[Any]) -> None:
    await connection.execute("INSERT INTO audiences (name) VALUES (%s)", (str(uuid4()),))


def count(sql: psycopg.Connection, table: str) -> int:
    row = sql.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
    assert row
    return int(row[0])


def test_effect_that_recovers_happens_once(connect: Connect, deliver: Deliver) -> None:
    failures = iter([RuntimeError("first"), RuntimeError("second")])

    async def effect(connection: AsyncConnection[Any], _: Envelope, __: Any) -> None:
        await write(connection)
        for failure in failures:
            raise failure

    deliver(effect)
    deliver(effect)
    sql = connect()
    assert count(sql, "audiences") == 1
    assert count(sql, "inbox") == 1
    assert count(sql, "dead_letters") == 0


def test_effect_that_fails_five_times_is_set_aside_whole(
    connect: Connect, deliver: Deliver
) -> None:
    async def effect(connection: AsyncConnection[Any], _: Envelope, __: Any) -> None:
        await write(connection)
        raise RuntimeError("broken \x00 for good")

    start = time.monotonic()
    record = deliver(effect)
    assert time.monotonic() - start < 5
    sql = connect()
    assert count(sql, "audiences") == 0
    assert count(sql, "inbox") == 0
    row = sql.execute(
        "SELECT consumer, topic, partition, kafka_offset, key, payload, headers, error, attempts"
        " FROM dead_letters"
    ).fetchone()
    assert row == (
        "test",
        "order.completed",
        3,
        41,
        record.key,
        record.value,
        {"trace": "a\\0b", "raw": "\ufffd"},
        "RuntimeError: broken \\0 for good",
        5,
    )


def test_what_the_schema_refuses_is_not_tried_again(connect: Connect, deliver: Deliver) -> None:
    async def effect(connection: AsyncConnection[Any], _: Envelope, __: Any) -> None:
        await connection.execute(
            "INSERT INTO stations (outlet_id, code, name) VALUES ('nowhere', 'x', 'x')"
        )

    deliver(effect)
    sql = connect()
    assert sql.execute("SELECT attempts FROM dead_letters").fetchall() == [(1,)]
    assert count(sql, "inbox") == 0


def test_one_at_fault_is_set_aside_alone_and_in_order(connect: Connect, database_url: str) -> None:
    """Of seven records together two are poison: five effects, in their order, and two dead letters."""
    kitchen = Kitchen(connect())
    orders = [kitchen.order() for _ in range(7)]
    sent = [message(wrapped(kitchen.completed(order, []), order)) for order in orders]
    records = [Record(s.topic, 0, n, s.key, s.value, {}) for n, s in enumerate(sent)]
    done: list[str] = []

    async def effect(connection: AsyncConnection[Any], envelope: Envelope, _: Any) -> None:
        if envelope.subject in (str(orders[2]), str(orders[6])):
            raise InvalidInput("is poison", field="subject")
        await connection.execute("INSERT INTO audiences (name) VALUES (%s)", (envelope.subject,))
        done.append(envelope.subject)

    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    for _ in range(2):
        asyncio.run(Delivery("test", effect, Sink(url, "test")).deliver_all(records))
    sql = connect()
    good = [str(order) for number, order in enumerate(orders) if number not in (2, 6)]
    assert sorted(row[0] for row in sql.execute("SELECT name FROM audiences")) == sorted(good)
    assert list(dict.fromkeys(done)) == good
    assert count(sql, "inbox") == 5
    offsets = sql.execute("SELECT kafka_offset FROM dead_letters ORDER BY 1").fetchall()
    assert offsets == [(2,), (6,)]
