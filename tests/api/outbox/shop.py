"""A writer of events, and a reader of what arrived on the topic."""

import random
import threading
from collections import defaultdict
from uuid import uuid4

import psycopg
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from chitrail import envelope, events
from chitrail.clock import now
from chitrail.outbox import INSERT_OUTBOX, outbox_row
from chitrail.topics import PARTITIONS

TOPIC = "order.status_changed"
OUTLET = "relay-test"
WRITERS = 8


def event(order, previous_status="PLACED"):
    return events.OrderStatusChanged(
        order_id=order,
        outlet_id=OUTLET,
        number=1,
        previous_status=previous_status,
        status="CONFIRMED",
        changed_at=now(),
    )


class Shop:
    """Writes events as the API does: a counter row per aggregate, locked in the event's transaction."""

    def __init__(self, url):
        self.url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        with psycopg.connect(self.url) as connection:
            connection.execute(
                "INSERT INTO outlets (id, name, zone) VALUES (%s, 'Relay', 'Asia/Kolkata')",
                (OUTLET,),
            )
            connection.execute("CREATE TABLE counters (id uuid PRIMARY KEY, seq bigint NOT NULL)")

    def append(self, connection, aggregate, **fields):
        (sequence,) = connection.execute(
            """INSERT INTO counters VALUES (%s, 1)
               ON CONFLICT (id) DO UPDATE SET seq = counters.seq + 1 RETURNING seq""",
            (aggregate,),
        ).fetchone()
        row = outbox_row(
            event(aggregate, **fields),
            outlet_id=OUTLET,
            aggregate_id=str(aggregate),
            sequence=sequence,
            source="test",
        )
        connection.execute(INSERT_OUTBOX, row)

    def write(self, aggregates, count, seed):
        """Random aggregates; every tenth transaction is rolled back."""
        chosen = random.Random(seed)
        with psycopg.connect(self.url) as connection:
            for _ in range(count):
                with connection.transaction(force_rollback=chosen.random() < 0.1):
                    self.append(connection, chosen.choice(aggregates))

    def write_one(self, aggregate, **fields):
        with psycopg.connect(self.url) as connection:
            self.append(connection, aggregate, **fields)

    def write_at_once(self, aggregates, each):
        writers = [
            threading.Thread(target=self.write, args=(aggregates, each, number))
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        return writers

    def rows(self):
        with psycopg.connect(self.url) as connection:
            return connection.execute(
                "SELECT event_id, aggregate_id, sequence, published_at IS NOT NULL FROM outbox"
            ).fetchall()

    def all_published(self):
        return all(row[3] for row in self.rows())

    def published(self, aggregate):
        """Sequences of one aggregate that are marked."""
        return sorted(row[2] for row in self.rows() if row[1] == str(aggregate) and row[3])

    def execute(self, statement, *parameters):
        """One statement beside the relay's; its rows, if it gives any."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            result = connection.execute(statement, parameters)
            return result.fetchall() if result.description else []


def aggregates(count):
    return [uuid4() for _ in range(count)]


def messages(bootstrap, wanted):
    """Every appearance on the topic of the events wanted, partition by partition in order."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "relay-test"})
    partitions = [TopicPartition(TOPIC, number, OFFSET_BEGINNING) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    left = sum(consumer.get_watermark_offsets(partition)[1] for partition in partitions)
    found = []
    while left:
        message = consumer.poll(10)
        assert message is not None, f"{left} messages of the topic did not come"
        left -= 1
        wrapped, _ = envelope.decode(message.value() or b"")
        if wrapped.id in wanted:
            found.append(wrapped)
            assert message.key() == f"{OUTLET}/{wrapped.subject}".encode()
            assert dict(message.headers() or []) == {
                "ce_id": str(wrapped.id).encode(),
                "ce_type": TOPIC.encode(),
                "content-type": b"application/cloudevents+json",
            }
    consumer.close()
    return found


def check_everything_arrived(shop, bootstrap):
    """Every row is on the topic, and each aggregate's first appearances are in order without a gap."""
    rows = shop.rows()
    seen, order = set(), defaultdict(list)
    for wrapped in messages(bootstrap, {row[0] for row in rows}):
        if wrapped.id not in seen:
            seen.add(wrapped.id)
            order[wrapped.subject].append(wrapped.sequence)
    assert seen == {row[0] for row in rows}
    for sequences in order.values():
        assert sequences == list(range(1, len(sequences) + 1))
