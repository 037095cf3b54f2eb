"""`python -m benchmarks.streams`: the inventory stream against a bare loop of a Kafka client, in one run.

Both take completed orders from real Kafka to a PostgreSQL with its durability on, by the very same effects.
The bare loop has a transaction for every fifty events too, but no Faust, no traces, no dead letters, and
commits its offsets by hand. Then a worker is killed in the middle of its work, and the time from its start to
its next effect is measured.
"""

import argparse
import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
from confluent_kafka import Consumer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]
from psycopg import AsyncConnection

from benchmarks.kitchens import House, Trade, house
from chitrail.envelope import decode
from chitrail.topics import PARTITIONS
from streams.agents.loop import MOST_TOGETHER
from streams.effects.stock import deduct_order
from tests.support.kitchen import produce
from tests.support.processes import Program

TOPIC = "benchmark.bare"
"""The bare loop has a topic of its own: an order leaves the stock once, whoever comes first."""
IN_FLIGHT = 800
WARM_UP = 300
_SEEN = """
INSERT INTO inbox (consumer, event_id, topic) VALUES ('bare', %s, %s) ON CONFLICT DO NOTHING
"""


def done(connection: psycopg.Connection[Any], consumer: str) -> int:
    """Events a consumer has had its effect of."""
    query = "SELECT count(*) FROM inbox WHERE consumer = %s"
    return int((connection.execute(query, (consumer,)).fetchone() or (0,))[0])


def bare(at: House, events: int) -> float:
    """Seconds of the bare loop for so many events, from the first it has."""
    consumer = Consumer(
        {
            "bootstrap.servers": at.bootstrap_servers,
            "group.id": "bare",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([TOPIC])
    try:
        return asyncio.run(_take(consumer, at.libpq_url, events))
    finally:
        consumer.close()


async def _take(consumer: Consumer, url: str, events: int) -> float:
    begun, left = None, events
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        while left:
            batch = consumer.consume(MOST_TOGETHER, 0.2)
            if batch and begun is None:
                begun = time.perf_counter()
            async with connection.transaction():
                for record in batch:
                    envelope, event = decode(record.value() or b"")
                    seen = await connection.execute(_SEEN, (envelope.id, envelope.type))
                    if seen.rowcount:
                        await deduct_order(connection, envelope, event)  # type: ignore[arg-type]
            if batch:
                consumer.commit(asynchronous=False)
            left -= len(batch)
    return time.perf_counter() - (begun or 0.0)


def bare_of(at: House, trade: Trade, events: int) -> float:
    """Seconds of the bare loop for so many orders of its own."""
    produce(at.bootstrap_servers, [replace(each, topic=TOPIC) for each in trade.orders(events)])
    return bare(at, events)


def streamed(at: House, worker: Program, trade: Trade, events: int) -> float:
    """Seconds of the worker for so many orders, from its first."""
    before = done(at.connection, "inventory")
    produce(at.bootstrap_servers, trade.orders(events))
    worker.until(more_than(at, before), within=120, every=0.002)
    begun = time.perf_counter()
    worker.until(more_than(at, before + events - 1), within=900, every=0.01)
    return time.perf_counter() - begun


def recovered(at: House, worker: Program) -> float:
    """Seconds from the start after a kill -9 to the next effect."""
    worker.kill()
    before = done(at.connection, "inventory")
    begun = time.perf_counter()
    worker.start()
    worker.until(more_than(at, before), within=120, every=0.01)
    return time.perf_counter() - begun


def more_than(at: House, events: int) -> Callable[[], bool]:
    """Whether the worker has had more effects than so many."""
    return lambda: done(at.connection, "inventory") > events


def killed(at: House, worker: Program, trade: Trade) -> float:
    """What a crash in the middle of work costs, in seconds; all of the work is done in the end."""
    before = done(at.connection, "inventory")
    produce(at.bootstrap_servers, trade.orders(IN_FLIGHT))
    worker.until(more_than(at, before + IN_FLIGHT // 4), within=60, every=0.005)
    seconds = recovered(at, worker)
    worker.until(more_than(at, before + IN_FLIGHT - 1), within=300)
    return seconds


def main() -> None:
    """Print throughput of both, their ratio, and the time a crash costs."""
    parser = argparse.ArgumentParser("python -m benchmarks.streams", description=__doc__)
    parser.add_argument("--events", type=int, default=4_000)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    half = options.events // 2
    with house() as at:
        trade = Trade.open(at.connection, 1, "bench")
        admin = AdminClient({"bootstrap.servers": at.bootstrap_servers})
        for made in admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1)]).values():
            made.result(30)
        worker = Program(["streams", "inventory"], at.environment("worker"), at.home / "worker.log")
        with worker:
            worker.wait_for_line("streams ready")
            # Both warm, and the database knowing its tables.
            bare_of(at, trade, WARM_UP)
            streamed(at, worker, trade, WARM_UP)
            at.connection.execute("ANALYZE")
            turns = [
                (bare_of(at, trade, half), streamed(at, worker, trade, half)) for _ in range(2)
            ]
            kills = [killed(at, worker, trade) for _ in range(options.kills)]
        reference, seconds = (sum(side) for side in zip(*turns, strict=True))
        print(f"bare loop   {options.events / reference:8.0f} events/s")
        print(f"the stream  {options.events / seconds:8.0f} events/s   x {reference / seconds:.2f}")
        print(f"after kill -9, to the next effect: {', '.join(f'{k:.1f}' for k in kills)} s")
        print(f"differences from the model: {len(trade.differences(at.connection))}")


if __name__ == "__main__":
    main()
