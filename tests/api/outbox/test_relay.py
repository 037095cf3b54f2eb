"""The relay on real PostgreSQL and real Kafka: nothing lost, order kept, over kills of every part."""

import threading

import psycopg
import pytest

from api.outbox import queue
from api.outbox.publisher import Publisher
from chitrail.local.kafka import EmbeddedKafka
from tests.api.outbox.shop import check_everything_arrived
from tests.support.servers import create_topics, jars
from tests.support.waiting import eventually

TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND application_name = 'chitrail relay'
"""


def test_nothing_is_lost_and_order_is_kept_while_the_relay_is_killed(
    shop, outbox_program, kafka_bootstrap, twelve
):
    program = outbox_program().start()
    program.wait_for_line("relay ready")
    writers = shop.write_at_once(twelve, each=300)
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
    shop, outbox_program, kafka_bootstrap, twelve
):
    first, second = outbox_program("first").start(), outbox_program("second")
    first.wait_for_line("relay ready")
    second.start().wait_for_line("standing by")
    shop.write(twelve, 40, seed=1)
    eventually(shop.all_published)
    assert "relay ready" not in second.output()
    first.kill()
    second.wait_for_line("relay ready")
    shop.write(twelve, 40, seed=2)
    eventually(shop.all_published)
    check_everything_arrived(shop, kafka_bootstrap)


def test_a_database_that_goes_away_is_waited_for(shop, outbox_program, kafka_bootstrap, twelve):
    name = shop.url.rpartition("/")[2]
    program = outbox_program().start()
    program.wait_for_line("relay ready")
    shop.write(twelve, 40, seed=4)
    on_server(shop, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    on_server(shop, TERMINATE, name)
    program.wait_for_line("the database is away", times=3)
    on_server(shop, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    program.wait_for_line("relay ready", times=2)
    shop.write(twelve, 40, seed=5)
    eventually(shop.all_published)
    check_everything_arrived(shop, kafka_bootstrap)


@pytest.fixture(scope="module")
def own_broker(server_home):
    """A broker that a test may kill, if it starts it again."""
    with EmbeddedKafka(server_home / "second-kafka", jars=jars()) as broker:
        create_topics(broker.bootstrap_servers)
        yield broker


def test_a_broker_that_goes_away_is_waited_for(outbox_program, shop, twelve, own_broker):
    program = outbox_program(bootstrap=own_broker.bootstrap_servers).start()
    program.wait_for_line("relay ready")
    own_broker.kill()
    try:
        shop.write(twelve, 60, seed=3)
        assert not any(row[3] for row in shop.rows())
        # Without a broker the relay ends in time, and nothing it held is lost.
        assert program.stop(within=10) == 0
        program.start()
    finally:
        own_broker.start()
    eventually(shop.all_published, within=60)
    check_everything_arrived(shop, own_broker.bootstrap_servers)


def test_an_absence_longer_than_a_delivery_may_take_keeps_the_order(shop, twelve, own_broker):
    publisher = Publisher(own_broker.bootstrap_servers, threading.Event(), 1_500)
    assert publisher.reachable()
    shop.write(twelve, 60, seed=8)
    with queue.connect(shop.url) as connection:
        events = queue.unpublished(connection, [])
        own_broker.stop()
        try:
            batch = publisher.publish(events)
            assert (batch.receipts, batch.refused) == ({}, set())
            assert batch.late
        finally:
            own_broker.start()
        while not shop.all_published():
            batch = publisher.publish(queue.unpublished(connection, []))
            queue.mark(connection, list(batch.receipts.values()))
    check_everything_arrived(shop, own_broker.bootstrap_servers)


def on_server(shop, statement, *parameters):
    """One statement in the maintenance database of the shop's server."""
    with psycopg.connect(shop.url, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement, parameters)
