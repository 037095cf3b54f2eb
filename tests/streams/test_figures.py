"""Live figures: repetitions count once, a lost memory comes back, a lost changelog is counted anew."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from confluent_kafka.admin import AdminClient

from chitrail import events
from tests.support.kitchen import AT, Dish, Kitchen, Message, message, produce, wrapped
from tests.support.processes import ROOT, Program
from tests.support.settings import environment
from tests.support.waiting import eventually

READY = "streams ready: figures"
"""The broker is this module's own, so that nothing of other tests is counted."""


@pytest.fixture
def sql(database_url: str) -> Iterator[psycopg.Connection]:
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def ordered(kitchen: Kitchen, dish: Dish, portions: int) -> Message:
    order_id = uuid4()
    line = events.OrderLine(
        line_id=uuid4(),
        item_id=dish.item_id,
        item_code="dish",
        item_name="Dish",
        quantity=portions,
        unit_price_paise=0,
        total_paise=0,
        recipe_id=None,
    )
    placed = msgspec.structs.replace(kitchen.placed(order_id, []), lines=[line])
    return message(wrapped(placed, order_id))


def cooked(kitchen: Kitchen, seconds: int) -> Message:
    order_id: UUID = uuid4()
    ticket = kitchen.ticket(order_id, "curry", status="READY", version=3)
    ticket = msgspec.structs.replace(ticket, fired_at=AT)
    event = events.TicketChanged(order_id=order_id, outlet_id=kitchen.outlet, ticket=ticket)
    return message(wrapped(event, order_id, time=AT + timedelta(seconds=seconds)))


def told(sql: psycopg.Connection, kind: str, subject: str) -> list[int]:
    rows = sql.execute(
        "SELECT n FROM live_figures, unnest(numbers) AS n WHERE kind = %s AND subject = %s ORDER BY n",
        (kind, subject),
    )
    return [number for (number,) in rows]


def test_figures_survive_repetition_kills_and_the_loss_of_their_changelog(
    sql: psycopg.Connection,
    own_broker: str,
    database_url: str,
    tmp_path: Path,
) -> None:
    kitchen = Kitchen(sql)
    dish, other = kitchen.dish(), kitchen.dish()
    item = str(dish.item_id)
    first = [ordered(kitchen, dish, portions) for portions in (1, 2, 3, 4)]
    first += [ordered(kitchen, other, 9), *(cooked(kitchen, seconds) for seconds in (60, 245, 600))]
    poison = Message("order.placed", b"x", b"{not json")
    env = environment(database_url, tmp_path, kafka_bootstrap=own_broker)
    produce(own_broker, [*first, poison, *first, *first])
    with Program(["streams", "figures"], env, tmp_path / "figures.log") as worker:
        worker.wait_for_line(READY)
        worker.until(lambda: told(sql, "SOLD", item) == [1, 2, 3, 4], within=60)
        worker.until(lambda: told(sql, "TICKETS", "curry") == [60, 245, 600])
        assert told(sql, "SOLD", str(other.item_id)) == [9]
        worker.kill()
        # Only what a worker that remembers the minute's other orders can write again.
        sql.execute("UPDATE live_figures SET numbers = '{}'")
        worker.start()
        produce(own_broker, first[:1])
        produce(own_broker, [ordered(kitchen, dish, 5)])
        worker.until(lambda: 5 in told(sql, "SOLD", item), within=60)
    sql.execute("DELETE FROM live_figures")
    lose_changelogs(env, own_broker)
    with Program(["streams", "figures"], env, tmp_path / "again.log") as worker:
        worker.until(lambda: told(sql, "SOLD", item) == [1, 2, 3, 4, 5], within=60)
        worker.until(lambda: told(sql, "TICKETS", "curry") == [60, 245, 600])


def lose_changelogs(env: dict[str, str], servers: str) -> None:
    """The topics go and come back empty; then the app is told to count from the beginning."""
    admin = AdminClient({"bootstrap.servers": servers})
    names = ["figures-sold-changelog", "figures-tickets-changelog"]
    for deleted in admin.delete_topics(names).values():
        deleted.result(30)
    eventually(lambda: not set(names) & set(admin.list_topics(timeout=10).topics))
    for command in (["create"], ["rewind", "figures"]):
        subprocess.run(
            [sys.executable, "-m", "chitrail.cli", "topics", *command],
            cwd=ROOT,
            env={**os.environ, **env},
            check=True,
            capture_output=True,
            timeout=60,
        )
