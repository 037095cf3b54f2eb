"""The notifications worker as a process: who hears what, numbered without a gap, each once."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from chitrail import audiences, events
from tests.support.kitchen import (
    AT,
    DAY,
    Kitchen,
    Message,
    message,
    produce,
    thrice_shuffled,
    wrapped,
)
from tests.support.processes import Program
from tests.support.settings import environment

Connect = Callable[[], psycopg.Connection]
READY = "streams ready"


@pytest.fixture
def worker(database_url: str, kafka_bootstrap: str, tmp_path: Path) -> Iterator[Program]:
    env = environment(database_url, tmp_path, kafka_bootstrap=kafka_bootstrap)
    with Program(["streams", "notifications"], env, tmp_path / "notifications.log") as program:
        yield program


def status_changed(kitchen: Kitchen, order_id: UUID, status: str) -> events.OrderStatusChanged:
    return events.OrderStatusChanged(
        order_id=order_id,
        outlet_id=kitchen.outlet,
        number=1,
        previous_status="PREPARING",
        status=status,
        changed_at=AT,
    )


def payment(kitchen: Kitchen, order_id: UUID, kind: type[Any]) -> Any:
    return kind(
        payment_id=uuid4(),
        order_id=order_id,
        outlet_id=kitchen.outlet,
        business_date=DAY,
        payment_method="CASH",
        amount_paise=54600,
        status="COMPLETED",
        occurred_at=AT,
    )


def evening(kitchen: Kitchen, orders: int) -> list[Message]:
    """Events of an evening: per order placed, cooked, ready, paid; some cancelled, some unpaid."""
    said: list[tuple[events.Event, UUID]] = []
    rice = kitchen.ingredient()
    for number in range(orders):
        order_id = kitchen.order(status="PREPARING")
        # Two courses of one station: its screen hears two tickets out of one event.
        stations = ("tandoor", "curry", "curry")
        tickets = [kitchen.ticket(order_id, station) for station in stations]
        said.append((kitchen.placed(order_id, tickets), order_id))
        changed = events.TicketChanged(
            order_id=order_id,
            outlet_id=kitchen.outlet,
            ticket=kitchen.ticket(order_id, "curry", status="READY", version=2),
        )
        said.append((changed, order_id))
        if number % 5 == 0:
            cancelled = events.OrderCancelled(
                order_id=order_id,
                outlet_id=kitchen.outlet,
                number=1,
                business_date=DAY,
                reason="guest left",
                cancelled_at=AT,
                tickets=tickets,
            )
            said.append((cancelled, order_id))
            failed = payment(kitchen, order_id, events.PaymentFailed)
            said.append((failed, failed.payment_id))
        else:
            said.append((status_changed(kitchen, order_id, "READY"), order_id))
            said.append((status_changed(kitchen, order_id, "SERVED"), order_id))
            paid = payment(kitchen, order_id, events.PaymentCompleted)
            said.append((paid, paid.payment_id))
    low = events.StockRanLow(
        outlet_id=kitchen.outlet,
        ingredient_id=rice.id,
        ingredient_code=rice.code,
        ingredient_name="Rice",
        on_hand="900.000",
        reorder_level="1000.000",
        unit="g",
        occurred_at=AT,
    )
    said.append((low, rice.id))
    for kind in ("tickets_slow", "stock_low"):
        alert = events.AlertChanged(
            alert_id=uuid4(),
            outlet_id=kitchen.outlet,
            kind=kind,
            subject="x",
            state="RAISED",
            severity="WARNING",
            title="Order 4 waits",
            raised_at=AT,
            changed_at=AT,
        )
        said.append((alert, alert.alert_id))
    return [message(wrapped(event, aggregate)) for event, aggregate in said]


def test_everyone_hears_everything_once_and_in_numbers_without_a_gap(
    worker: Program, connect: Connect, kafka_bootstrap: str
) -> None:
    sql = connect()
    kitchen = Kitchen(sql)
    messages = evening(kitchen, orders=40)
    worker.wait_for_line(READY)
    places = produce(kafka_bootstrap, thrice_shuffled(messages, seed=5))
    inbox = "SELECT count(*) FROM inbox WHERE consumer = 'notifications'"

    def processed() -> int:
        row = sql.execute(inbox).fetchone()
        assert row
        return int(row[0])

    worker.until(lambda: processed() > len(messages) // 3, every=0.005)
    worker.kill()
    worker.start()
    worker.until(lambda: processed() == len(messages), within=90)

    outlet = kitchen.outlet
    kds, floor = audiences.kitchen(outlet, "curry"), audiences.floor(outlet)
    said = Counter(sql.execute("SELECT audience, kind FROM notifications").fetchall())
    guests = {key: n for key, n in said.items() if key[0].startswith("guest/")}
    heard = Counter((kind, n) for (_, kind), n in guests.items())
    assert heard == {("order_status", 2): 32, ("payment_received", 1): 32}
    assert {key: n for key, n in said.items() if key not in guests} == {
        (kds, "ticket"): 2 * 40 + 40 + 2 * 8,
        (audiences.kitchen(outlet, "tandoor"), "ticket"): 40 + 8,
        (floor, "order_ready"): 32,
        (floor, "payment_received"): 32,
        (floor, "payment_failed"): 8,
        (floor, "low_stock"): 1,
        (floor, "alert"): 1,
        (audiences.management(outlet), "payment_received"): 32,
        (audiences.management(outlet), "payment_failed"): 8,
        (audiences.management(outlet), "low_stock"): 1,
        (audiences.management(outlet), "alert"): 2,
    }
    gaps = sql.execute(
        "SELECT a.name FROM audiences a LEFT JOIN notifications n ON n.audience = a.name"
        " GROUP BY a.name, a.last_seq"
        " HAVING (min(n.seq), max(n.seq), count(*)) <> (1, a.last_seq, a.last_seq)"
    ).fetchall()
    assert gaps == []
    unsaid = sql.execute(
        "SELECT n.audience, n.seq FROM notifications n FULL JOIN outbox o"
        " ON o.aggregate_id = n.audience AND o.sequence = n.seq"
        " WHERE o.id IS NULL OR n.id IS NULL OR o.topic <> 'notification.created'"
    ).fetchall()
    assert unsaid == []
    dead = sql.execute("SELECT topic, partition, kafka_offset FROM dead_letters").fetchall()
    assert not set(dead) & set(places)
    ticket = sql.execute(
        "SELECT body FROM notifications WHERE audience = %s LIMIT 1", (kds,)
    ).fetchone()
    assert ticket
    assert ticket[0]["lines"][0]["item_name"] == "Dish"
    assert ticket[0]["table_label"] == "T4"
    low = sql.execute("SELECT DISTINCT title FROM notifications WHERE kind = 'low_stock'")
    assert low.fetchall() == [("Rice: 900 g left",)]
    assert worker.stop(within=12) == 0
