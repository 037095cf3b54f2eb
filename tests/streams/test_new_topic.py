"""A release that adds a topic to a stream: the new worker is given the new topic's partitions too."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg

from streams.app import member_name
from tests.support.kitchen import Kitchen, message, produce, wrapped
from tests.support.processes import Program
from tests.support.settings import environment

Connect = Callable[[], psycopg.Connection]
READY = "streams ready"


def test_name_of_a_member_follows_from_its_topics_alone() -> None:
    name = member_name("inventory", 0, ["b", "a"])
    assert name == member_name("inventory", 0, ["a", "b"])
    others = {
        member_name("inventory", 1, ["a", "b"]),
        member_name("inventory", 0, ["a"]),
        member_name("notifications", 0, ["a", "b"]),
    }
    assert name not in others
    assert len(others) == 3


def test_worker_started_in_place_of_one_with_fewer_topics_consumes_them_all(
    connect: Connect, database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> None:
    sql = connect()
    kitchen = Kitchen(sql)
    rice = kitchen.ingredient().id
    document = kitchen.document("OPENING", {rice: Decimal("12.5")})
    env = environment(database_url, tmp_path, kafka_bootstrap=kafka_bootstrap)
    with Program(["tests.streams.stuck_worker"], env, tmp_path / "before.log") as before:
        before.wait_for_line(READY)
    with Program(["streams", "inventory"], env, tmp_path / "after.log") as after:
        after.wait_for_line(READY)
        produce(kafka_bootstrap, [message(wrapped(document, document.document_id))])
        query = "SELECT on_hand FROM stock_levels WHERE ingredient_id = %s"
        after.until(lambda: sql.execute(query, (rice,)).fetchone() == (Decimal("12.5"),))
        assert after.stop(within=12) == 0
