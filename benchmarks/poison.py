"""`python -m benchmarks.poison`: completed orders three times each, out of order, with 5 % poison between.

Every event is sent three times within some thirty seconds of the worker's time; every twentieth record is
malformed in one of ten ways. In the end the ledger must equal a model to the milligram and every malformed
record must be one dead letter; the longest time any partition's committed offset stood still before waiting
records is printed (Faust commits once a second).
"""

import argparse
import itertools
import random
import threading
import time
from collections.abc import Sequence

from confluent_kafka import Consumer, TopicPartition

from benchmarks.kitchens import House, Trade, house
from chitrail.events import OrderCompleted
from chitrail.topics import PARTITIONS
from tests.support.kitchen import Message, produce
from tests.support.malformed import malformed
from tests.support.processes import Program

WAYS = (0, 1, 3, 6, 7, 8, 10, 12, 13, 15)
"""Of tests.support.malformed, those that are small."""
WINDOW_SECONDS = 30
RATE = 300
"""Deliveries a second the window is reckoned by."""
LOOK_SECONDS = 0.25


def shuffled(messages: Sequence[Message], dice: random.Random) -> list[Message]:
    """Every message three times; the repeats at random places within the window after the first."""
    window = WINDOW_SECONDS * RATE
    placed = [
        (place + dice.uniform(0, window), message)
        for place, message in enumerate(messages)
        for _ in range(3)
    ]
    return [message for _, message in sorted(placed, key=lambda each: each[0])]


class Standstill(threading.Thread):
    """Watches the committed offsets of the worker's group."""

    def __init__(self, bootstrap_servers: str) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self.over = threading.Event()
        self._group = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": "inventory"})

    def run(self) -> None:
        """Until it is over."""
        topic = OrderCompleted.topic
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        since: dict[int, tuple[int, float]] = {}
        while not self.over.wait(LOOK_SECONDS):
            for place in self._group.committed(places, timeout=10):
                _, end = self._group.get_watermark_offsets(place, timeout=10)
                offset, at = max(place.offset, 0), time.monotonic()
                before, began = since.get(place.partition, (offset, at))
                if offset != before or offset >= end:
                    began = at
                since[place.partition] = (offset, began)
                self.longest = max(self.longest, at - began)
        self._group.close()


def settled(at: House, events: int, poison: int) -> bool:
    """Whether every event had its effect and every malformed record is a dead letter."""
    query = (
        "SELECT (SELECT count(*) FROM inbox WHERE consumer = 'inventory'),"
        " (SELECT count(*) FROM dead_letters)"
    )
    return at.connection.execute(query).fetchone() == (events, poison)


def main() -> None:
    """Print what was delivered, what it left behind, and how long anything stood still."""
    parser = argparse.ArgumentParser("python -m benchmarks.poison", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    options = parser.parse_args()
    dice = random.Random(12)
    with house() as at:
        trade = Trade.open(at.connection, 12, "poison")
        with at.connection.transaction():
            messages = trade.orders(options.events)
        bad = malformed(trade.kitchens[0])
        poison = list(
            itertools.islice(itertools.cycle(bad[way] for way in WAYS), options.events // 20)
        )
        sent = shuffled(messages, dice)
        for record in poison:
            sent.insert(dice.randrange(len(sent)), record)
        worker = Program(["streams", "inventory"], at.environment("worker"), at.home / "worker.log")
        with worker:
            worker.wait_for_line("streams ready")
            watch = Standstill(at.bootstrap_servers)
            begun = time.perf_counter()
            produce(at.bootstrap_servers, sent)
            watch.start()
            worker.until(lambda: settled(at, options.events, len(poison)), within=7200, every=1)
            spent = time.perf_counter() - begun
            watch.over.set()
            watch.join(10)
        print(f"{len(sent)} records of {options.events} events, {len(poison)} of them malformed")
        print(f"{spent:.0f} s, {len(sent) / spent:.0f} records/s")
        print(f"differences from the model: {len(trade.differences(at.connection))}")
        print(f"dead letters: {len(poison)}, one for each malformed record")
        print(f"longest standstill of a partition with records waiting: {watch.longest:.1f} s")


if __name__ == "__main__":
    main()
