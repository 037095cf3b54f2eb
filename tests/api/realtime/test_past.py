"""The rail of a past moment, rebuilt, is what a screen held at that moment."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
import psycopg
import pytest
from flask import Flask
from psycopg import AsyncConnection

from api.app import create_app
from chitrail import events
from chitrail.clock import now
from chitrail.settings import Settings
from streams.effects.kitchen import show_order, show_ticket
from tests.api.realtime.conftest import staff
from tests.support.kitchen import OUTLET, Kitchen, wrapped
from tests.support.processes import ROOT
from tests.support.restaurant import Caller
from tests.support.screens import Screen
from tests.support.settings import environment

Sql = psycopg.Connection[Any]
Held = set[tuple[str, int, str]]


@pytest.fixture(scope="module")
def app(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = create_app(
        Settings.from_env(environment(module_database_url, tmp_path_factory.mktemp("api")))
    )
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def manager(app: Flask) -> Caller:
    return Caller(app, staff("manager"))


def held_by(screen: Screen) -> Held:
    """What the screen's rail holds, the newest version of each ticket."""
    newest = {each["body"]["ticket_id"]: each["body"] for each in screen.shown}
    return {
        (identity, ticket["version"], ticket["status"])
        for identity, ticket in newest.items()
        if ticket["status"] != "CANCELLED"
    }


def board(manager: Caller, at: datetime) -> Held:
    answer = manager.get(f"/api/kitchen/board?station=curry&at={quote(at.isoformat())}")
    assert answer.status_code == 200, answer.text
    return {(t["ticket_id"], t["version"], t["status"]) for t in answer.json["tickets"]}


def replayed(database_url: str, begin: datetime, end: datetime) -> str:
    """What the command prints; it is given the outlet's own time."""
    local = [f"{at.astimezone(ZoneInfo('Asia/Kolkata')):%Y-%m-%dT%H:%M:%S}" for at in (begin, end)]
    arguments = ["--outlet", OUTLET, "--station", "curry", "--from", local[0]]
    done = subprocess.run(
        [sys.executable, "-m", "chitrail.cli", "replay-screen", *arguments, "--to", local[1]],
        env={**os.environ, **environment(database_url, Path(os.devnull).parent)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_replayed_is_recorded(
    screen: Callable[..., Screen],
    manager: Caller,
    kitchen: Kitchen,
    module_database_url: str,
) -> None:
    mine = screen()
    mine.connect()
    mine.subscribe()
    recorded: list[tuple[datetime, Held]] = []
    begun = now()
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)

    async def tell(event: Any, order_id: Any, show: Any) -> None:
        async with await AsyncConnection.connect(url) as connection:
            await show(connection, wrapped(event, order_id), event)

    def step(event: Any, order_id: Any, show: Any) -> None:
        asyncio.run(tell(event, order_id, show))
        mine.wait_for(len(recorded) + 1)
        recorded.append((now(), held_by(mine)))

    for number in range(4):
        order_id = kitchen.order(status="PLACED")
        ticket = kitchen.hung(order_id, "curry")
        step(kitchen.placed(order_id, [ticket]), order_id, show_order)
        for version, status in enumerate(("PREPARING", "READY", "CANCELLED")[: number + 1], 2):
            ticket = msgspec.structs.replace(ticket, status=status, version=version)
            changed = events.TicketChanged(order_id=order_id, outlet_id=OUTLET, ticket=ticket)
            step(changed, order_id, show_ticket)
    assert len(recorded) == 13
    for at, held in recorded:
        assert board(manager, at) == held
    assert board(manager, begun) == set()
    later = {each for each in recorded[-1][1] if each[2] != "READY"}
    assert board(manager, now() + timedelta(minutes=11)) == later
    when = f"since={quote(begun.isoformat())}&until={quote(now().isoformat())}"
    frames = manager.get(f"/api/kitchen/frames?station=curry&{when}").json
    assert [frame["seq"] for frame in frames["data"]] == [each["seq"] for each in mine.shown]
    assert [frame["ticket"]["status"] for frame in frames["data"]] == [
        each["body"]["status"] for each in mine.shown
    ]
    assert frames["more"] is False
    printed = replayed(module_database_url, begun, now() + timedelta(seconds=1))
    assert printed.count("READY v3") > 3
    last = printed.split("CANCELLED v4\n")[-1].splitlines()
    assert len(last) == len(recorded[-1][1])
    assert all(line.startswith("    ") and line.endswith(": 1 x Dish") for line in last)


def test_what_is_asked_wrongly_is_refused(manager: Caller, app: Flask) -> None:
    since = "since=2026-01-15T10:00:00Z"
    for path in (
        "board",
        "board?station=nowhere",
        "board?station=curry&at=yesterday",
        f"frames?station=curry&{since}",
        f"frames?station=curry&{since}&until=2026-01-16T10:00:01Z",
    ):
        assert manager.get(f"/api/kitchen/{path}").status_code in {400, 422}, path
    cook = Caller(app, staff("kitchen"))
    assert cook.get("/api/kitchen/board?station=curry").status_code == 403
