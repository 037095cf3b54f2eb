"""Screens hear everything exactly once: live, after a dead line, after a dead gateway."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import psycopg

from chitrail.ids import named_id
from tests.api.realtime.conftest import CURRY, Gateways
from tests.support.kitchen import Kitchen
from tests.support.screens import Screen
from tests.support.waiting import eventually

MakeScreen = Callable[..., Screen]
Hang = Callable[[int], Any]


def test_live_push_is_in_order_and_soon(screen: MakeScreen, hang: Hang) -> None:
    one, other = screen(), screen()
    for each in (one, other):
        each.connect()
        each.subscribe()
    start = one.last or 0
    hang(30)
    for each in (one, other):
        assert each.wait_for(30) == list(range(start + 1, start + 31))
        assert len(each.received) == 30
        assert each.gaps == []
    first = one.shown[0]
    assert first["audience"] == CURRY
    assert first["kind"] == "ticket"
    assert first["body"]["station"] == "curry"
    assert first["body"]["lines"][0]["quantity"] == 1


def test_returning_screen_gets_exactly_what_it_missed(screen: MakeScreen, hang: Hang) -> None:
    mine = screen()
    mine.connect()
    mine.subscribe()
    start = mine.last or 0
    hang(5)
    mine.wait_for(5)
    mine.drop()
    hang(20)
    mine.come_back()
    assert mine.wait_for(25) == list(range(start + 1, start + 26))
    hang(1)
    assert mine.wait_for(26)[-1] == start + 26
    assert mine.gaps == []
    assert len(mine.received) == 26


def test_returning_screen_misses_nothing_said_while_it_returns(
    screen: MakeScreen, hang: Hang
) -> None:
    mine, quiet = screen(), screen()
    quiet.connect()
    quiet.subscribe()
    mine.connect()
    mine.subscribe()
    start = mine.last or 0
    busy = Thread(target=hang, args=(150,))
    busy.start()
    while busy.is_alive():
        mine.drop()
        mine.come_back()
    busy.join()
    assert mine.wait_for(150) == list(range(start + 1, start + 151))
    assert mine.gaps == []
    assert quiet.wait_for(150) == list(range(start + 1, start + 151))


def test_fresh_screen_gets_the_open_tickets(
    screen: MakeScreen, hang: Hang, sql: psycopg.Connection[Any], kitchen: Kitchen
) -> None:
    orders = hang(4)
    ready = "UPDATE tickets SET status = 'READY', version = 2, ready_at = now()"
    changes = [
        ("UPDATE tickets SET status = 'PREPARING', version = 2", orders[1]),
        (ready, orders[2]),
        (f"{ready} - interval '11 minutes'", orders[3]),
    ]
    for change, order_id in changes:
        sql.execute(f"{change} WHERE station = 'curry' AND order_id = %s", (order_id,))
    mine = screen()
    mine.connect()
    answer = mine.subscribe()
    shown = {ticket["order_id"]: ticket for ticket in answer["snapshot"]}
    assert {o: shown[str(o)]["status"] for o in orders[:3]} == dict(
        zip(orders[:3], ["NEW", "PREPARING", "READY"], strict=True)
    )
    assert str(orders[3]) not in shown
    assert {ticket["station"] for ticket in answer["snapshot"]} == {"curry"}
    head = sql.execute("SELECT last_seq FROM audiences WHERE name = %s", (CURRY,)).fetchone()
    assert (answer["head_seq"],) == head
    assert mine.received == []


def test_screen_far_behind_gets_a_snapshot(
    screen: MakeScreen, hang: Hang, sql: psycopg.Connection[Any]
) -> None:
    hang(510)
    behind, ahead = screen(), screen()
    for each, last in ((behind, 1), (ahead, 10**9)):
        each.connect()
        each.last = last
        answer = each.subscribe()
        assert answer["snapshot"]
        assert each.received == []


def test_killed_gateway_loses_and_doubles_nothing(
    gateways: Gateways, screen: MakeScreen, hang: Hang
) -> None:
    program, url = gateways.start()
    mine = screen(url=url)
    mine.connect()
    mine.subscribe()
    start = mine.last or 0
    hang(10)
    mine.wait_for(10)
    program.kill()
    hang(15)
    program.start()
    mine.client = mine.client.__class__(reconnection=False)
    mine.client.on("notification", mine._receive)
    mine.come_back()
    assert mine.wait_for(25) == list(range(start + 1, start + 26))
    hang(1)
    assert mine.wait_for(26)[-1] == start + 26
    assert len(mine.received) == 26
    assert program.stop(within=10) == 0


def test_every_gateway_process_serves_its_own_screens(
    gateways: Gateways, screen: MakeScreen, hang: Hang
) -> None:
    other_program, other_url = gateways.start()
    here, there = screen(), screen(url=other_url)
    for each in (here, there):
        each.connect()
        each.subscribe()
    start = here.last or 0
    hang(5)
    assert here.wait_for(5) == there.wait_for(5) == list(range(start + 1, start + 6))
    other_program.stop()


def test_lost_wakeups_are_made_up_by_reconnecting(
    screen: MakeScreen, hang: Hang, sql: psycopg.Connection[Any]
) -> None:
    mine = screen()
    mine.connect()
    mine.subscribe()
    sql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE 'chitrail realtime%%'"
    )
    hang(3)
    mine.wait_for(3)
    assert mine.gaps == []


def test_acknowledged_numbers_are_kept_and_never_go_back(
    screen: MakeScreen, hang: Hang, sql: psycopg.Connection[Any]
) -> None:
    mine = screen()
    mine.connect()
    mine.subscribe()
    place = named_id("screen", mine.auth["screen_id"], CURRY)

    def acked() -> Any:
        return sql.execute("SELECT acked_seq FROM screens WHERE id = %s", (place,)).fetchone()

    for seq, kept in ((7, 7), (9, 9), (8, 9)):
        assert mine.ask("ack", {"audience": CURRY, "seq": seq}) == {"ok": True}
        assert acked() == (kept,)
    eventually(lambda: mine.client.connected)
