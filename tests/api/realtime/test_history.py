"""A waiter or manager who comes to a screen sees what they still have to know, and how much is unread."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import AsyncConnection

from chitrail import audiences, tokens
from chitrail.envelope import Envelope
from streams.effects.notify import Notice, notify
from tests.api.realtime.conftest import staff
from tests.support.kitchen import OUTLET, Kitchen, wrapped
from tests.support.screens import Screen

MakeScreen = Callable[..., Screen]
Sql = psycopg.Connection[Any]
MANAGER = audiences.management(OUTLET)
FLOOR = audiences.floor(OUTLET)


@pytest.fixture(autouse=True)
def nothing_told(sql: Sql) -> None:
    """What other tests told is gone; the numbers go on."""
    with sql.transaction():
        sql.execute("SET LOCAL session_replication_role = replica")
        sql.execute("DELETE FROM notifications WHERE audience IN (%s, %s)", (MANAGER, FLOOR))


@pytest.fixture
def tell(module_database_url: str, kitchen: Kitchen) -> Callable[..., None]:
    """tell(audience, kind, title, **body): a notification as the stream writes it."""
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)

    async def write(envelope: Envelope, notice: Notice) -> None:
        async with await AsyncConnection.connect(url) as connection:
            await notify(connection, envelope, [notice])

    def once(audience: str, kind: str, title: str, **body: str) -> None:
        order_id = kitchen.order(status="PLACED")
        envelope = wrapped(kitchen.placed(order_id, []), order_id)
        asyncio.run(write(envelope, Notice(audience, kind, title, body)))

    return once


@pytest.fixture
def person(sql: Sql, kitchen: Kitchen) -> tokens.Actor:
    """A manager of the kitchen's outlet, of their own for each test."""
    assert kitchen.outlet == OUTLET
    staff_id = uuid4()
    sql.execute(
        "INSERT INTO staff (id, outlet_id, username, display_name, role, password_hash)"
        " VALUES (%s, %s, %s, 'Meera', 'manager', 'none')",
        (staff_id, OUTLET, f"m{staff_id.hex}"),
    )
    return tokens.Actor(str(staff_id), OUTLET, "manager", "Meera")


def titles(answer: dict[str, Any]) -> list[str]:
    return [notification["title"] for notification in answer["history"]]


def open_alert(sql: Sql) -> UUID:
    alert = uuid4()
    sql.execute(
        "INSERT INTO alerts (id, outlet_id, kind, subject, severity, title, details, raised_at)"
        " VALUES (%s, %s, 'stock_low', %s, 'WARNING', 'low', '{}', now())",
        (alert, OUTLET, str(alert)),
    )
    return alert


def test_a_fresh_screen_is_told_what_still_holds(
    screen: MakeScreen, sql: Sql, kitchen: Kitchen, tell: Callable[..., None], person: tokens.Actor
) -> None:
    served, ready = kitchen.order(status="SERVED"), kitchen.order(status="READY")
    for order, title in ((served, "served"), (ready, "ready")):
        tell(MANAGER, "order_ready", title, order_id=str(order))
    over, still = open_alert(sql), open_alert(sql)
    for alert, title in ((over, "over"), (still, "raised"), (still, "escalated")):
        tell(MANAGER, "alert", title, alert_id=str(alert))
    sql.execute("UPDATE alerts SET resolved_at = now() WHERE id = %s", (over,))
    rice = kitchen.ingredient()
    level = "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand, is_low) VALUES (%s, %s, %s, %s)"
    sql.execute(level, (rice.id, OUTLET, Decimal(5), True))
    tell(MANAGER, "low_stock", "rice", ingredient_id=str(rice.id))
    tell(MANAGER, "payment_received", "paid")
    mine = screen(MANAGER, person)
    mine.connect()
    answer = mine.subscribe()
    assert titles(answer) == ["ready", "escalated", "rice", "paid"]
    assert answer["unread"] == 4
    assert answer["snapshot"] is None
    sql.execute("UPDATE stock_levels SET is_low = false WHERE ingredient_id = %s", (rice.id,))
    again = screen(MANAGER, person)
    again.connect()
    assert titles(again.subscribe()) == ["ready", "escalated", "paid"]


def test_what_a_person_has_read_is_theirs_and_never_goes_back(
    screen: MakeScreen, tell: Callable[..., None], person: tokens.Actor, sql: Sql
) -> None:
    tell(MANAGER, "payment_received", "one")
    tell(MANAGER, "payment_received", "two")
    mine = screen(MANAGER, person)
    mine.connect()
    before = mine.subscribe()
    head = before["head_seq"]
    read = {"audience": MANAGER, "seq": head - 1}
    assert mine.ask("read", read) == {"ok": True, "unread": 1}
    assert mine.ask("read", {**read, "seq": 0}) == {"ok": True, "unread": 1}
    assert mine.ask("read", {**read, "seq": head + 10**6}) == {"ok": True, "unread": 0}
    tell(MANAGER, "payment_received", "three")
    mine.wait_for(1)
    mine.drop()
    mine.come_back()
    back = mine.subscribe()
    assert (back["unread"], back["history"]) == (1, None)
    kept = sql.execute(
        "SELECT read_seq, outlet_id FROM read_marks WHERE staff_id = %s", (person.subject,)
    ).fetchall()
    assert kept == [(head, OUTLET)]


def test_displays_do_not_read_and_nobody_reads_for_others(
    screen: MakeScreen, person: tokens.Actor
) -> None:
    display = screen()
    display.connect()
    assert "unread" not in display.subscribe()
    curry = audiences.kitchen(OUTLET, "curry")
    assert display.ask("read", {"audience": curry, "seq": 1})["code"] == "forbidden"
    waiter = screen(FLOOR, staff("waiter"))
    waiter.connect()
    assert waiter.ask("read", {"audience": MANAGER, "seq": 1})["code"] == "forbidden"
    assert waiter.ask("read", {"audience": FLOOR, "seq": -1})["code"] == "invalid-input"


def test_an_old_evening_is_not_told(
    screen: MakeScreen, tell: Callable[..., None], person: tokens.Actor, sql: Sql
) -> None:
    tell(FLOOR, "payment_received", "of old")
    with sql.transaction():
        sql.execute("SET LOCAL session_replication_role = replica")
        sql.execute(
            "UPDATE notifications SET created_at = created_at - %s WHERE audience = %s",
            (timedelta(hours=13), FLOOR),
        )
    tell(FLOOR, "payment_received", "of today")
    mine = screen(FLOOR, person)
    mine.connect()
    assert titles(mine.subscribe()) == ["of today"]
