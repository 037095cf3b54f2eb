"""Screens tell what they have painted; what no screen shows in time is told to those who can walk over."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import psycopg
import pytest

from api.alerts.kinds import KINDS
from api.alerts.watching import look
from api.database import Database
from chitrail.settings import Settings
from tests.api.realtime.conftest import CURRY, staff
from tests.support.kitchen import OUTLET
from tests.support.screens import Screen
from tests.support.settings import environment

MakeScreen = Callable[..., Screen]
Hang = Callable[[int], Any]
Sql = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def house(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    env = environment(module_database_url, tmp_path_factory.mktemp("house"))
    database = Database(Settings.from_env(env), application_name="tests janitor")
    yield database
    database.dispose()


@pytest.fixture(autouse=True)
def quiet(sql: Sql) -> None:
    """What other tests hung up is done, and older than any patience of this one."""
    sql.execute("UPDATE tickets SET status = 'CANCELLED' WHERE status <> 'CANCELLED'")
    sql.execute("UPDATE stations SET shown_within_seconds = 15")


def tickets_of(sql: Sql, orders: list[Any], station: str = "curry") -> list[dict[str, Any]]:
    rows = sql.execute(
        "SELECT id, version FROM tickets WHERE order_id = ANY(%s) AND station = %s",
        (orders, station),
    ).fetchall()
    return [{"ticket_id": str(ticket), "version": version} for ticket, version in rows]


def tell(screen: Screen, tickets: list[dict[str, Any]], audience: str = CURRY) -> Any:
    return screen.ask("shown", {"audience": audience, "tickets": tickets})


def noted(sql: Sql, tickets: list[dict[str, Any]]) -> int:
    ids = [ticket["ticket_id"] for ticket in tickets]
    row = sql.execute("SELECT count(*) FROM showings WHERE ticket_id = ANY(%s::uuid[])", (ids,))
    return int(row.fetchone()[0])  # type: ignore[index]


def alerts(sql: Sql, tickets: list[dict[str, Any]]) -> list[bool]:
    """Whether each alert about these tickets is resolved, in the order they were raised."""
    ids = [ticket["ticket_id"] for ticket in tickets]
    rows = sql.execute(
        "SELECT resolved_at IS NOT NULL FROM alerts WHERE kind = 'tickets_unseen'"
        " AND subject = ANY(%s) ORDER BY raised_at",
        (ids,),
    )
    return [over for (over,) in rows]


def age(sql: Sql, tickets: list[dict[str, Any]], seconds: int) -> None:
    ids = [ticket["ticket_id"] for ticket in tickets]
    sql.execute(
        "UPDATE tickets SET updated_at = now() - %s * interval '1 second' WHERE id = ANY(%s::uuid[])",
        (seconds, ids),
    )


def watch(house: Database) -> None:
    with house.everywhere().transaction() as connection:
        look(connection, KINDS["tickets_unseen"])


def shown_count(gateway: str) -> float:
    with urlopen(f"{gateway}/metrics", timeout=5) as response:  # noqa: S310 - our own loopback server
        lines = response.read().decode().splitlines()
    return float(
        next(
            ln.split()[1] for ln in lines if ln.startswith("chitrail_realtime_shown_seconds_count")
        )
    )


def test_a_showing_is_noted_once_for_each_screen_and_version(
    screen: MakeScreen, hang: Hang, sql: Sql, gateway: str
) -> None:
    one, other = screen(), screen()
    for each in (one, other):
        each.connect()
        each.subscribe()
    tickets = tickets_of(sql, hang(3))
    before = shown_count(gateway)
    assert tell(one, tickets) == {"ok": True, "recorded": 3}
    assert tell(one, tickets) == {"ok": True, "recorded": 0}
    assert tell(other, tickets[:1]) == {"ok": True, "recorded": 1}
    assert shown_count(gateway) - before == 3
    row = sql.execute(
        "SELECT screen_id::text, audience, outlet_id, shown_by, now() - shown_at < interval '1 minute'"
        " FROM showings WHERE ticket_id = %s AND screen_id = %s",
        (tickets[0]["ticket_id"], one.auth["screen_id"]),
    ).fetchone()
    assert row == (one.auth["screen_id"], CURRY, OUTLET, "display:curry", True)


def test_nobody_tells_of_what_is_not_theirs_or_not_yet(
    screen: MakeScreen, hang: Hang, sql: Sql
) -> None:
    mine, waiter, nameless = screen(), screen(actor=staff("waiter")), screen()
    del nameless.auth["screen_id"]
    for each in (mine, waiter, nameless):
        each.connect()
    orders = hang(1)
    curry, tandoor = tickets_of(sql, orders), tickets_of(sql, orders, "tandoor")
    later = [{**curry[0], "version": 2}]
    unknown = [{"ticket_id": str(uuid4()), "version": 1}]
    for tickets in (tandoor, later, unknown):
        assert tell(mine, tickets) == {"ok": True, "recorded": 0}
    assert tell(mine, tandoor, f"kds/{OUTLET}/tandoor")["code"] == "forbidden"
    assert tell(waiter, curry)["code"] == "forbidden"
    for broken in (curry * 201, [{"ticket_id": "x", "version": 1}], [{**curry[0], "version": 0}]):
        assert tell(mine, broken)["code"] == "invalid-input"
    assert tell(nameless, curry)["code"] == "invalid-input"
    assert noted(sql, [*curry, *tandoor, *unknown]) == 0


def test_what_no_screen_shows_in_time_raises_one_alert_and_is_called_off(
    screen: MakeScreen, hang: Hang, sql: Sql, house: Database
) -> None:
    """Nobody listens while it is raised: no screen of the station is connected."""
    mine = screen()
    mine.connect()
    mine.ask("ack", {"audience": CURRY, "seq": 1})
    mine.drop()
    tickets = tickets_of(sql, hang(1))
    age(sql, tickets, 14)
    watch(house)
    assert alerts(sql, tickets) == []
    age(sql, tickets, 16)
    watch(house)
    watch(house)
    assert alerts(sql, tickets) == [False]
    mine.come_back()
    assert tell(mine, tickets)["recorded"] == 1
    watch(house)
    assert alerts(sql, tickets) == [True]


def test_a_change_nobody_sees_is_told_too_and_a_station_has_its_own_patience(
    screen: MakeScreen, hang: Hang, sql: Sql, house: Database
) -> None:
    mine = screen()
    mine.connect()
    mine.ask("ack", {"audience": CURRY, "seq": 1})
    tickets = tickets_of(sql, hang(1))
    tell(mine, tickets)
    age(sql, tickets, 60)
    watch(house)
    assert alerts(sql, tickets) == []
    sql.execute("UPDATE tickets SET version = 2 WHERE id = %s", (tickets[0]["ticket_id"],))
    sql.execute("UPDATE stations SET shown_within_seconds = 90 WHERE code = 'curry'")
    watch(house)
    assert alerts(sql, tickets) == []
    sql.execute("UPDATE stations SET shown_within_seconds = 30 WHERE code = 'curry'")
    watch(house)
    assert alerts(sql, tickets) == [False]


def test_a_station_that_never_had_a_screen_raises_nothing(
    hang: Hang, sql: Sql, house: Database
) -> None:
    tickets = tickets_of(sql, hang(1), "tandoor")
    age(sql, tickets, 600)
    watch(house)
    assert alerts(sql, tickets) == []


def test_showings_stay_as_they_were_told(screen: MakeScreen, hang: Hang, sql: Sql) -> None:
    mine = screen()
    mine.connect()
    tickets = tickets_of(sql, hang(1))
    tell(mine, tickets)
    for change in ("UPDATE showings SET version = 9", "DELETE FROM showings"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            sql.execute(change)
    assert noted(sql, tickets) == 1
