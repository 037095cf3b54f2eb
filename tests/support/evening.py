"""An evening of four outlets: orders through the API, Kafka, two gateways, failing lines, twenty screens."""

import asyncio
import contextlib
import itertools
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from chitrail import tokens
from chitrail.demo.client import Client
from tests.support import restaurant
from tests.support.kitchen_screens import KitchenScreen
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import SECRET_KEY, environment
from tests.support.unreliable_line import UnreliableLine
from tests.support.waiting import eventually

OUTLETS = ("mylapore", "hazratganj", "bandra", "park-street")
SCREENS = ("curry", "curry", "tandoor", "tandoor", "cold")
"""Stations of an outlet's screens: two of them have two."""
BASKETS = (("dal-makhani", "butter-naan"), ("lassi",), ("butter-naan", "lassi", "dal-makhani"))
SELLERS = 4
DOUBLE_EVERY = 5
LONGEST_SECONDS, QUIET_SECONDS = 3600.0, 30.0
WARM_UP = 12
"""Tickets before any counts: a worker that has just started still waits for its partitions."""


@dataclass
class Report:
    """What the screens' own logs say."""

    tickets: int
    lost: int = 0
    doubled: int = 0
    strayed: int = 0
    connections: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    seconds: list[float] = field(default_factory=list)

    def percentile(self, percent: int) -> float:
        """Seconds from the sale to the screen."""
        return statistics.quantiles(self.seconds, n=100)[percent - 1]


class House:
    """The programs an order goes through on its way to a screen."""

    def __init__(self, database_url: str, kafka_bootstrap: str, home: Path) -> None:
        restaurant.build(database_url, OUTLETS)
        self._env = {"database_url": database_url, "kafka_bootstrap": kafka_bootstrap}
        self._home = home
        self.api_port = free_port()
        self.gateway_ports = (free_port(), free_port())
        self.gateways = [
            self._program("api.realtime", f"gateway-{port}", CHITRAIL_REALTIME_PORT=port)
            for port in self.gateway_ports
        ]

    @contextmanager
    def open(self) -> Iterator[None]:
        """All programs run until the end of the block."""
        others = [
            self._program("api", "api", CHITRAIL_API_PORT=self.api_port),
            self._program("api.outbox", "relay", CHITRAIL_METRICS_PORT=free_port()),
            self._program("streams notifications", "notifications"),
        ]
        with ExitStack() as stack:
            api, _, worker = [stack.enter_context(each) for each in others]
            for gateway in self.gateways:
                stack.enter_context(gateway)
            api.wait_for_url(f"http://127.0.0.1:{self.api_port}/readyz")
            worker.wait_for_line("streams ready")
            for gateway, port in zip(self.gateways, self.gateway_ports, strict=True):
                gateway.wait_for_url(f"http://127.0.0.1:{port}/readyz")
            yield

    def _program(self, module: str, name: str, **variables: object) -> Program:
        env = environment(
            self._env["database_url"],
            self._home / name,
            kafka_bootstrap=self._env["kafka_bootstrap"],
            **variables,
        )
        return Program(module.split(), env, self._home / f"{name}.log")


class Sellers:
    """Threads that place orders through the API; they know which station has which ticket."""

    def __init__(self, port: int, seed: int) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.placed: dict[tuple[str, str], list[str]] = {}
        self.count = 0

    def sell(self, tickets: int, pause: float) -> None:
        """Orders until that many more tickets hang, spread over the outlets."""
        goal = self.count + tickets
        with ThreadPoolExecutor(SELLERS) as pool:
            for done in [pool.submit(self._sell, outlet, goal, pause) for outlet in OUTLETS]:
                done.result()

    def have_sold(self, tickets: int) -> Callable[[], bool]:
        """Whether they have come that far."""
        return lambda: self.count >= tickets

    def _sell(self, outlet: str, goal: int, pause: float) -> None:
        waiter = Client(self._url, f"waiter.{outlet}", restaurant.PASSWORD)
        while self.count < goal:
            with self._lock:
                basket = self._random.choice(BASKETS)
            lines = [
                {"item_id": str(restaurant.item_id(code, outlet)), "quantity": 1} for code in basket
            ]
            order = waiter.post("/api/orders", {"order_type": "TAKEAWAY", "lines": lines})
            with self._lock:
                for ticket in order["tickets"]:
                    self.placed.setdefault((outlet, ticket["station"]), []).append(ticket["id"])
                    self.count += 1
            time.sleep(pause)


async def serve(
    house: House,
    sellers: Sellers,
    tickets: int,
    *,
    seed: int,
    pause: float,
    fault_every: float | None = None,
    kills: int = 2,
) -> Report:
    """One evening; comes back when every screen has shown what it must and said so, or after a while.

    `fault_every`: seconds between two faults on the average; none without it, nor kills of gateways.
    """
    lines = [UnreliableLine(port, seed + port) for port in house.gateway_ports]
    urls = [f"http://127.0.0.1:{await line.open()}" for line in lines]
    screens = [
        KitchenScreen(url, _token(outlet, station), outlet, station)
        for (outlet, station), url in zip(
            itertools.product(OUTLETS, SCREENS), itertools.cycle(urls), strict=False
        )
    ]
    report, before = Report(0), sellers.count
    for screen in screens:
        screen.start()
    await _until(lambda: all(screen.is_live for screen in screens), 30)
    await asyncio.to_thread(sellers.sell, WARM_UP, pause)
    await _until(lambda: _all_shown(screens, sellers), 60)
    for screen in screens:
        screen.seconds.clear()
    selling = asyncio.create_task(asyncio.to_thread(sellers.sell, tickets, pause))
    if fault_every is not None:
        chaos = asyncio.create_task(_harm(lines, screens, seed, fault_every))
        for turn in range(kills):
            sold = before + WARM_UP + tickets * (turn + 1) // (kills + 1)
            await _until(sellers.have_sold(sold), LONGEST_SECONDS)
            await asyncio.to_thread(_kill, house, turn)
            report.kills += 1
        await selling
        chaos.cancel()
        for line in lines:
            line.mend()
    await selling
    await _settle(screens, sellers)
    for screen in screens:
        await screen.stop()
    for line in lines:
        await line.close()
        report.faults.update(line.faults)
    report.tickets = sellers.count - before
    return _compare(report, screens, sellers)


def _token(outlet: str, station: str) -> str:
    actor = tokens.display_actor(outlet, station)
    return tokens.encode(actor, SECRET_KEY, lifetime=timedelta(hours=4))[0]


async def _harm(
    lines: list[UnreliableLine], screens: list[KitchenScreen], seed: int, every: float
) -> None:
    chance = random.Random(seed)
    for turn in itertools.count(1):
        await asyncio.sleep(chance.uniform(0.3 * every, 1.7 * every))
        chance.choice(lines).harm()
        if turn % DOUBLE_EVERY == 0:
            chance.choice(screens).double()


def _kill(house: House, turn: int) -> None:
    """kill -9 a gateway, and start it again."""
    gateway = house.gateways[turn % len(house.gateways)]
    gateway.kill()
    gateway.start()


async def _until(condition: Callable[[], Any], within: float) -> None:
    """Come back when it holds, or after a while: the report tells which."""
    with contextlib.suppress(AssertionError):
        await asyncio.to_thread(eventually, condition, within=within, every=0.1)


async def _settle(screens: list[KitchenScreen], sellers: Sellers) -> None:
    """Until all is shown. What does not come while others do is late; nothing for a while: it is lost."""
    seen = -1
    while not _all_shown(screens, sellers) and seen < (now := sum(len(s.log) for s in screens)):
        seen = now
        await _until(lambda: _all_shown(screens, sellers), QUIET_SECONDS)


def _all_shown(screens: list[KitchenScreen], sellers: Sellers) -> bool:
    return all(
        set(sellers.placed.get((screen.outlet_id, screen.station), ())) <= set(screen.log)
        and screen.has_told_all()
        for screen in screens
    )


def _compare(report: Report, screens: list[KitchenScreen], sellers: Sellers) -> Report:
    for screen in screens:
        mine, shown = set(sellers.placed[screen.outlet_id, screen.station]), screen.counted()
        report.lost += len(mine - shown.keys())
        report.strayed += len(shown.keys() - mine)
        report.doubled += sum(times - 1 for times in shown.values())
        report.connections += screen.connections
        report.seconds += screen.seconds.values()
    return report
