"""The relay on real PostgreSQL and real Kafka: nothing lost, order kept, over kills of every part."""

import random
import threading
from collections import defaultdict

import psycopg
import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from chitrail import envelope, events
from chitrail.clock import now
from chitrail.outbox import INSERT_OUTBOX, outbox_row
from chitrail.topics import PARTITIONS
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment
from tests.support.waiting import eventually

TOPIC = "order.status_changed"
OUTLET = "relay-test"
WRITERS = 8


def event(order):
    return events.OrderStatusChanged(
        order_id=order,
        outlet_id=OUTLET,
        number=1,
        previous_status="PLACED",
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

    def write(self, aggregates, count, seed):
        chosen = random.Random(seed)
        with psycopg.connect(self.url) as connection:
            for _ in range(count):
                aggregate = chosen.choice(aggregates)
                with connection.transaction(force_rollback=chosen.random() < 0.1):
                    (sequence,) = connection.execute(
                        """INSERT INTO counters VALUES (%s, 1)
                           ON CONFLICT (id) DO UPDATE SET seq = counters.seq + 1 RETURNING seq""",
                        (aggregate,),
                    ).fetchone()
                    row = outbox_row(
                        event(aggregate),
                        outlet_id=OUTLET,
                        aggregate_id=str(aggregate),
                        sequence=sequence,
                        source="test",
                    )
                    connection.execute(INSERT_OUTBOX, row)

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


def on_topic(bootstrap, wanted):
    """Sequences per aggregate as they stand on the topic, first appearances only, for events we know."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "relay-test"})
    consumer.assign(
        [TopicPartition(TOPIC, number, OFFSET_BEGINNING) for number in range(PARTITIONS)]
    )
    seen, order = set(), defaultdict(list)
    while message := consumer.poll(3):
        wrapped, _ = envelope.decode(message.value())
        if wrapped.id in wanted and wrapped.id not in seen:
            seen.add(wrapped.id)
            order[wrapped.subject].append(wrapped.sequence)
            assert message.key().decode() == f"{OUTLET}/{wrapped.subject}"
            assert dict(message.headers())["ce_id"] == str(wrapped.id).encode()
    consumer.close()
    return seen, order


@pytest.fixture
def shop(database_url):
    return Shop(database_url)


@pytest.fixture
def relay(database_url, kafka_bootstrap, tmp_path):
    def make(name="relay", bootstrap=kafka_bootstrap):
        env = environment(
            database_url, tmp_path, kafka_bootstrap=bootstrap, CHITRAIL_METRICS_PORT=free_port()
        )
        made.append(Program(["api.outbox"], env, tmp_path / f"{name}.log"))
        return made[-1]

    made = []
    yield make
    for program in made:
        if program.process is not None:
            program.kill()


def check_everything_arrived(shop, bootstrap):
    rows = shop.rows()
    seen, order = on_topic(bootstrap, {row[0] for row in rows})
    assert seen == {row[0] for row in rows}
    for sequences in order.values():
        assert sequences == sorted(sequences)


def test_nothing_is_lost_and_order_is_kept_while_the_relay_is_killed(
    shop, relay, kafka_bootstrap, aggregates
):
    program = relay().start()
    program.wait_for_line("relay ready")
    writers = shop.write_at_once(aggregates, each=120)
    for ready in (2, 3):
        eventually(lambda: any(row[3] for row in shop.rows()))
        program.kill()
        program.start()
        program.wait_for_line("relay ready", times=ready)
    for writer in writers:
        writer.join()
    eventually(shop.all_published)
    check_everything_arrived(shop, kafka_bootstrap)
    assert program.stop() == 0


def test_one_of_two_relays_is_active_and_the_other_takes_over(
    shop, relay, kafka_bootstrap, aggregates
):
    first, second = relay("first").start(), relay("second")
    first.wait_for_line("relay ready")
    second.start().wait_for_line("standing by")
    shop.write(aggregates, 40, seed=1)
    eventually(shop.all_published)
    assert "relay ready" not in second.output()
    first.kill()
    second.wait_for_line("relay ready")
    shop.write(aggregates, 40, seed=2)
    eventually(shop.all_published)
    check_everything_arrived(shop, kafka_bootstrap)


def test_a_broker_that_goes_away_is_waited_for(server_home, database_url, relay, shop, aggregates):
    from chitrail.local.kafka import EmbeddedKafka
    from tests.support.servers import create_topics, jars

    with EmbeddedKafka(server_home / "second-kafka", jars=jars()) as broker:
        create_topics(broker.bootstrap_servers)
        program = relay(bootstrap=broker.bootstrap_servers).start()
        program.wait_for_line("relay ready")
        broker.kill()
        shop.write(aggregates, 60, seed=3)
        assert not any(row[3] for row in shop.rows())
        broker.start()
        eventually(shop.all_published, within=60)
        check_everything_arrived(shop, broker.bootstrap_servers)


@pytest.fixture
def aggregates():
    from uuid import uuid4

    return [uuid4() for _ in range(12)]
