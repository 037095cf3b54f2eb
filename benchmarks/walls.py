"""`python -m benchmarks.walls`: placing an order with the policies between outlets, against without them.

Both sides are the same application on the same database. The reference's connections work as the account
that owns the tables, which no policy holds. CPU is that of this process and of its database servers.
"""

import argparse
import json
import statistics
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psutil
from flask import Flask
from sqlalchemy import Engine, event

from api.app import create_app
from benchmarks.restaurant import Bench, bench
from benchmarks.turns import WARM_UP
from chitrail.ids import new_id
from chitrail.settings import Settings

OWNER = "SET ROLE NONE"


def unguarded(settings: Settings) -> Flask:
    """The application, its connections not held by any policy."""
    app = create_app(settings)
    engines: tuple[Engine, ...] = (
        app.extensions["database"].engine,
        app.extensions["database"].statements,
    )
    for engine in engines:
        event.listen(engine, "connect", _become_owner)
    return app


def _become_owner(connection: Any, _record: object) -> None:
    connection.execute(OWNER)
    connection.commit()


def placing(on: Bench) -> Callable[[], None]:
    """POST /api/orders with three lines."""
    found = on.connection.execute("SELECT code FROM menu_items WHERE available LIMIT 3")
    lines = [{"item_code": code, "quantity": 2} for (code,) in found.fetchall()]
    body = json.dumps({"order_type": "DINE_IN", "table_label": "T1", "lines": lines})
    client = on.app.test_client()

    def place() -> None:
        headers = {**on.headers, "Idempotency-Key": str(new_id())}
        answer = client.post(
            "/api/orders", data=body, headers=headers, content_type="application/json"
        )
        assert answer.status_code == 201, answer.text

    return place


def servers(on: Bench, of: Callable[[], None]) -> list[psutil.Process]:
    """The database servers that work for a side: those whose CPU grows when it does."""
    rows = on.connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'client%'"
    )
    known = [psutil.Process(pid) for (pid,) in rows.fetchall()]
    before = [_seconds(process) for process in known]
    for _ in range(200):
        of()
    return [
        process for process, then in zip(known, before, strict=True) if _seconds(process) > then
    ]


def _seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def cost(
    act: Callable[[], None], backends: list[psutil.Process], times: int
) -> tuple[float, float]:
    """CPU seconds of this process and of the servers."""
    mine = psutil.Process()
    before = _seconds(mine), sum(map(_seconds, backends))
    for _ in range(times):
        act()
    return _seconds(mine) - before[0], sum(map(_seconds, backends)) - before[1]


def main() -> None:
    """Print the ratios: of this process, of the servers, of both together."""
    parser = argparse.ArgumentParser("python -m benchmarks.walls", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--each", type=int, default=200)
    options = parser.parse_args()
    with bench() as on:
        other = replace(on, app=unguarded(on.settings))
        sides = placing(on), placing(other)
        for _ in range(WARM_UP):
            for side in sides:
                side()
        backends = [servers(on, side) for side in sides]
        pairs = [
            [cost(side, mine, options.each) for side, mine in zip(sides, backends, strict=True)]
            for _ in range(options.rounds)
        ]
        other.app.extensions["database"].dispose()
    _say("application", [(with_[0], without[0]) for with_, without in pairs])
    _say("database", [(with_[1], without[1]) for with_, without in pairs])
    _say("both", [(sum(with_), sum(without)) for with_, without in pairs])


def _say(name: str, pairs: list[tuple[float, float]]) -> None:
    ratio = statistics.median(guarded / free for guarded, free in pairs)
    total = sum(guarded for guarded, _ in pairs) / sum(free for _, free in pairs)
    print(f"{name:<12} CPU x {ratio:5.3f} (median of rounds), x {total:5.3f} (sum)")


if __name__ == "__main__":
    main()
