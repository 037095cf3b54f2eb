"""`python -m benchmarks.crashes`: processes killed at every named point of chitrail.crashpoints.

The whole product runs as `./run` starts it. While the demonstration plays lunch after lunch, a till issues
invoices, displays of every station listen and the warehouse is built, every point is armed once in a
round, those of one process apart from each other. After each round the books must agree to the paisa and
the gram (`chitrail reconcile`).
"""

import argparse
import itertools
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chitrail.crashpoints import POINTS
from chitrail.demo import staff
from chitrail.demo.client import Refused
from chitrail.errors import ChitrailError
from tests.support.screens import Screen
from tests.support.stack import RunningStack, running

ORDERS = 30
REACHED = (1, 2, 3, 5, 8)
"""A crash comes when a point is reached for so many times: another number each round."""
BETWEEN_SECONDS = 1.5
TAXPAYER = {
    "legal_name": "Spice Lane Foods LLP",
    "address": "12 MG Road\nBengaluru 560001",
    "state_code": "29",
    "gstin": "29AAGCB7383J1Z4",
    "fssai_number": "11223344556677",
    "series": "SL",
}
PATIENCE_SECONDS = 120.0
_PAID = """
SELECT o.id FROM orders o LEFT JOIN invoices i ON i.order_id = o.id
WHERE o.source = 'live' AND o.status = 'COMPLETED' AND i.id IS NULL LIMIT 20
"""


class Crashes:
    """A running house, and crashes on order."""

    def __init__(self, stack: RunningStack, order: Path) -> None:
        self.stack = stack
        self.order = order
        self.seeds = itertools.count(1)

    def round(self, points: Sequence[str], reached: int) -> list[str]:
        """A crash at each point while trade goes on; those that no process reached."""
        stop = threading.Event()
        work = (self._trade, self._bill, self._build)
        traders = [threading.Thread(target=each, args=(stop,), daemon=True) for each in work]
        for trader in traders:
            trader.start()
        missed = []
        for point in points:
            if not self._crash(point, 1 if point.startswith("warehouse") else reached):
                missed.append(point)
            time.sleep(BETWEEN_SECONDS)
        stop.set()
        for trader in traders:
            trader.join(300)
        return missed

    def differences(self) -> list[str]:
        """What the books have against each other, once all that is in flight has landed."""
        proof = self.stack.command("reconcile", "--json", "--settle", "120")
        return [
            f"{check['name']}: {difference}"
            for check in json.loads(proof.stdout)["checks"]
            for difference in check["differences"]
        ]

    def _crash(self, point: str, reached: int) -> bool:
        draft = self.order.with_suffix(".new")
        draft.write_text(f"{point}:{reached}\n", encoding="ascii")
        draft.replace(self.order)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.order.exists():
            if time.monotonic() > deadline:
                self.order.unlink(missing_ok=True)
                return False
            time.sleep(0.05)
        return True

    def _trade(self, stop: threading.Event) -> None:
        while not stop.is_set():
            seed = str(next(self.seeds))
            self.stack.command("demo", "--orders", str(ORDERS), "--seed", seed, "--no-pipelines")

    def _bill(self, stop: threading.Event) -> None:
        """Invoices for what was paid, and a display of every station that comes back when it is dropped."""
        with _screens(self.stack):
            while not stop.wait(0.5):
                try:
                    till = self.stack.sign_in(staff.MANAGER)
                    for (order_id,) in self.stack.query(_PAID):
                        till.post(f"/api/orders/{order_id}/invoice", {})
                except (ChitrailError, Refused, OSError) as error:
                    print(f"  the till will try again: {error}")

    def _build(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.stack.rebuild_warehouse()


@contextmanager
def _screens(stack: RunningStack) -> Iterator[None]:
    """Displays that listen, and connect again when the gateway was killed."""
    stop = threading.Event()
    threads = []
    manager = stack.sign_in(staff.MANAGER)
    outlet = stack.query("SELECT id FROM outlets WHERE is_demo LIMIT 1")[0][0]
    for (station,) in stack.query("SELECT code FROM stations WHERE outlet_id = %s", (outlet,)):
        token = manager.post("/api/auth/display-tokens", {"station": station})["token"]
        screen = Screen(stack.settings.address("realtime"), token, f"kds/{outlet}/{station}")
        threads.append(threading.Thread(target=_listen, args=(screen, stop), daemon=True))
        threads[-1].start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def _listen(screen: Screen, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        if not screen.client.connected:
            screen.come_back(within=PATIENCE_SECONDS)
    screen.drop()


def apart(points: Sequence[str]) -> list[str]:
    """The points with those of one process as far from each other as can be."""
    of_process: dict[str, list[str]] = {}
    for point in points:
        of_process.setdefault(point.partition(".")[0], []).append(point)
    rows = itertools.zip_longest(*of_process.values())
    return [point for row in rows for point in row if point is not None]


def main() -> None:
    """Print what the books say after each round; exit 1 on any difference."""
    parser = argparse.ArgumentParser("python -m benchmarks.crashes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--points", nargs="*", choices=POINTS, default=POINTS)
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory(prefix="chitrail-crashes-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        order = home / "crash"
        os.environ["CHITRAIL_CRASH_FILE"] = str(order)
        with running(home, CHITRAIL_CRASH_FILE=str(order)) as stack:
            stack.sign_in(staff.MANAGER).post("/api/invoices/settings", TAXPAYER)
            crashes = Crashes(stack, order)
            for turn in range(options.rounds):
                begun = time.monotonic()
                missed = crashes.round(apart(options.points), REACHED[turn % len(REACHED)])
                stack.rebuild_warehouse()
                found = crashes.differences()
                bad += len(found) + len(missed)
                crashed = len(options.points) - len(missed)
                spent = time.monotonic() - begun
                said = f"round {turn + 1:2}: {crashed} crashes, {len(found)} differences, {spent:.0f} s"
                print(said, *(f"not reached: {point}" for point in missed), sep="\n  ", flush=True)
                print(*found[:5], sep="\n")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
