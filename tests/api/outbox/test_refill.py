"""Sending a topic again, and what the relay tells Prometheus."""

from collections import Counter
from urllib.request import urlopen

import pytest

from tests.api.outbox.shop import TOPIC, messages
from tests.support.ports import free_port
from tests.support.waiting import eventually


def test_a_refill_sends_what_was_published_once_more(shop, outbox_program, kafka_bootstrap, twelve):
    relay = outbox_program().start()
    shop.write(twelve, 40, seed=6)
    relay.wait_for_line("relay ready")
    eventually(shop.all_published)
    assert relay.stop() == 0
    before = {row[0] for row in shop.rows()}
    shop.write_one(twelve[0])
    refill = outbox_program("refill", "refill", "--topic", TOPIC).start()
    assert refill.process.wait(30) == 0
    assert f"{len(before)} events sent again to {TOPIC}" in refill.output()
    arrived = Counter(
        wrapped.id for wrapped in messages(kafka_bootstrap, {r[0] for r in shop.rows()})
    )
    assert arrived == dict.fromkeys(before, 2)


@pytest.mark.parametrize("arguments", [("refill",), ("refill", "--topic", "no.such"), ("x",)])
def test_a_wrong_command_is_refused(outbox_program, arguments):
    program = outbox_program("wrong", *arguments).start()
    assert program.process.wait(30) == 2
    assert "usage:" in program.output()


def test_the_relay_counts_for_prometheus(shop, outbox_program, twelve):
    port = free_port()
    relay = outbox_program(CHITRAIL_METRICS_PORT=port).start()
    relay.wait_for_line("relay ready")
    shop.write(twelve, 20, seed=7)
    eventually(shop.all_published)

    def metrics():
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as response:
            lines = response.read().decode().splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    count = float(len(shop.rows()))
    eventually(lambda: float(metrics()["chitrail_relay_published_total"]) == count)
    assert float(metrics()["chitrail_relay_backlog"]) >= 0
    assert float(metrics()["chitrail_relay_oldest_seconds"]) >= 0
