"""Everything again from the beginning changes no row: by the group's offsets, and from a refilled topic."""

import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg
from confluent_kafka import Consumer, TopicPartition

from chitrail.topics import CONSUMED_TOPICS, PARTITIONS
from tests.support.kitchen import Kitchen, message, produce, wrapped
from tests.support.processes import ROOT, Program
from tests.support.settings import environment

Connect = Callable[[], psycopg.Connection]
CONSUMER = "inventory"


def rows(sql: psycopg.Connection) -> dict[str, str]:
    """What every table holds, in one sum each."""
    tables = [
        name
        for (name,) in sql.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        ).fetchall()
    ]
    found = {}
    for name in tables:
        query = f"SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {name} t"  # noqa: S608
        found[name] = (sql.execute(query).fetchone() or ("",))[0]
    return found


def behind(bootstrap: str) -> int:
    """Records the group has not acknowledged."""
    group = Consumer({"bootstrap.servers": bootstrap, "group.id": CONSUMER})
    lag = 0
    for topic in CONSUMED_TOPICS[CONSUMER]:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        for place in group.committed(places, timeout=10):
            low, high = group.get_watermark_offsets(place, timeout=10)
            lag += high - max(place.offset, low)
    group.close()
    return lag


def test_all_of_it_again_changes_no_row(
    connect: Connect, database_url: str, own_broker: str, tmp_path: Path
) -> None:
    sql = connect()
    kitchen = Kitchen(sql)
    rice = kitchen.ingredient(reorder_level="100").id
    dish = kitchen.dish({rice: Decimal("12.5")})
    orders = [kitchen.order() for _ in range(60)]
    sent = [message(wrapped(kitchen.completed(order, [(dish, 2)]), order)) for order in orders]
    opening = kitchen.document("OPENING", {rice: Decimal(1000)})
    sent.insert(0, message(wrapped(opening, opening.document_id)))

    env = environment(database_url, tmp_path, kafka_bootstrap=own_broker)
    with Program(["streams", CONSUMER], env, tmp_path / "inventory.log") as worker:
        worker.wait_for_line("streams ready")
        produce(own_broker, sent)
        done = "SELECT count(*) FROM inbox WHERE consumer = 'inventory'"
        worker.until(lambda: sql.execute(done).fetchone() == (61,), within=60)
        worker.until(lambda: behind(own_broker) == 0, within=60, every=0.5)
        before = rows(sql)
        assert worker.stop() == 0
        rewound = subprocess.run(
            [sys.executable, "-m", "chitrail.cli", "topics", "rewind", CONSUMER],
            cwd=ROOT,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert rewound.returncode == 0, rewound.stderr
        assert behind(own_broker) >= 61
        worker.start()
        worker.until(lambda: behind(own_broker) == 0, within=60, every=0.5)
        assert rows(sql) == before
        # As a topic looks that was lost and refilled: the same records at other offsets.
        produce(own_broker, sent)
        assert behind(own_broker) > 0
        worker.until(lambda: behind(own_broker) == 0, within=60, every=0.5)
        assert rows(sql) == before
        assert before["stock_movements"]
        assert worker.stop() == 0
