"""Eight devices at one table at the same time: no change is lost, no answer is a fault, versions only grow.

`--seconds 60` plays one sitting after the other for a minute; the default is one.
"""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chitrail.ids import new_id
from tests.support.books import differences
from tests.support.restaurant import Caller

DEVICES, TURNS = 8, 15
DISHES = ("dal-makhani", "butter-naan", "lassi", "soda")
KINDS = {
    "add": "LINES_ADDED",
    "change": "LINE_CHANGED",
    "void": "LINE_VOIDED",
    "move": "MOVED",
    "fire": "COURSE_FIRED",
    "hold": "COURSE_HELD",
}


class Sitting:
    """One order, what was done to it, and how long that took."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.order_id = str(new_id())
        self.lock = threading.Lock()
        self.newest = 0
        self.versions: list[int] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.seconds: list[float] = []

    def place(self) -> None:
        """Every device tells the same order; one of them places it."""
        body = {
            "id": self.order_id,
            "order_type": "DINE_IN",
            "table_label": "T1",
            "lines": [{"item_code": "lassi", "quantity": 1, "note": "first"}],
        }
        answer = self.caller.post("/api/orders", body)
        assert answer.status_code in (200, 201), answer.text
        with self.lock:
            self.done["placed" if answer.status_code == 201 else "placed before"] += 1

    def act(self, kind: str, path: str, body: dict[str, Any], **headers: str) -> Any:
        """The order after an act, None when it was refused. What is answered later has a later version."""
        with self.lock:
            before = self.newest
        began = time.perf_counter()
        answer = self.caller.post(f"/api/orders/{self.order_id}/{path}", body, **headers)
        took = time.perf_counter() - began
        with self.lock:
            self.seconds.append(took)
            if answer.status_code != 200:
                assert answer.status_code in (409, 412), answer.text
                self.refused[answer.json["code"]] += 1
                return None
            version = answer.json["version"]
            assert version > before
            self.newest = max(self.newest, version)
            self.versions.append(version)
            self.done[kind] += 1
        return answer.json


class Device:
    """A waiter's tablet: it changes what it added itself, and moves and fires for everybody."""

    def __init__(self, sitting: Sitting, number: int) -> None:
        self.sitting, self.number = sitting, number
        self.dice = random.Random(f"{sitting.order_id}/{number}")
        self.lines: dict[str, tuple[str, int, bool]] = {}
        self.seen = 0

    def play(self) -> None:
        for turn in range(TURNS):
            kind = self.dice.choice(("add", "add", "change", "void", "move", "fire", "hold"))
            after = getattr(self, kind)(turn)
            if after is not None:
                self.seen = after["version"]

    def add(self, turn: int) -> Any:
        note = f"{self.number}/{turn}"
        line = {"item_code": self.dice.choice(DISHES), "quantity": 1, "note": note}
        line |= {"seat": self.number + 1, "course": self.dice.randint(1, 4)}
        after = self.sitting.act("add", "lines", {"lines": [line]})
        if after is not None:
            (made,) = (x["id"] for x in after["lines"] if x["note"] == note)
            self.lines[made] = (note, 1, False)
        return after

    def change(self, turn: int) -> Any:
        return self._own(turn, "change", {"quantity": turn + 2, "note": f"{self.number}/{turn}"})

    def void(self, turn: int) -> Any:
        return self._own(turn, "void", {"reason": "changed their mind", "stock": "WASTED"})

    def _own(self, turn: int, act: str, body: dict[str, Any]) -> Any:
        """Of a line of its own; now and then only if nobody else did anything meanwhile."""
        standing = [key for key, (_, _, voided) in self.lines.items() if not voided]
        if not standing:
            return self.add(turn)
        chosen = self.dice.choice(standing)
        known = {"If_Match": f'"{self.seen}"'} if self.dice.random() < 0.25 else {}
        after = self.sitting.act(act, f"lines/{chosen}/{act}", body, **known)
        if after is not None:
            note, quantity, _ = self.lines[chosen]
            note, quantity = body.get("note", note), body.get("quantity", quantity)
            self.lines[chosen] = (note, quantity, act == "void")
        return after

    def move(self, turn: int) -> Any:
        return self.sitting.act("move", "move", {"table_label": f"T{self.number}-{turn}"})

    def fire(self, turn: int) -> Any:  # noqa: ARG002 - as the others
        return self.sitting.act("fire", f"courses/{self.dice.randint(1, 4)}/fire", {})

    def hold(self, turn: int) -> Any:  # noqa: ARG002 - as the others
        return self.sitting.act("hold", f"courses/{self.dice.randint(1, 4)}/hold", {})


def sit(waiter: Caller, pool: ThreadPoolExecutor) -> Sitting:
    """Play a sitting, and compare the order with what each device knows it did."""
    sitting = Sitting(waiter)
    devices = [Device(sitting, number) for number in range(DEVICES)]
    list(pool.map(lambda _: sitting.place(), devices))
    list(pool.map(Device.play, devices))
    assert sitting.done["placed"] == 1
    after = waiter.get(f"/api/orders/{sitting.order_id}").json
    lines = {x["id"]: (x["note"], x["quantity"], x["voided"]) for x in after["lines"][1:]}
    assert lines == {key: line for device in devices for key, line in device.lines.items()}
    assert len(sitting.versions) == len(set(sitting.versions))
    assert max(sitting.versions) == after["version"]
    history = waiter.get(f"/api/orders/{sitting.order_id}/history").json["data"]
    versions = [entry["version"] for entry in history if entry["version"] is not None]
    assert sorted(set(versions)) == sorted(versions)
    told = Counter(entry["kind"] for entry in history if entry["version"] is not None)
    assert told == Counter({KINDS[act]: n for act, n in sitting.done.items() if act in KINDS})
    return sitting


def test_eight_devices_at_one_table_lose_no_change(
    waiter, database, request, record_property, capsys
):
    until = time.monotonic() + request.config.getoption("--seconds")
    sittings: list[Sitting] = []
    with ThreadPoolExecutor(DEVICES) as pool:
        while not sittings or time.monotonic() < until:
            sittings.append(sit(waiter, pool))
    assert differences(database) == []
    seconds = sorted(took for each in sittings for took in each.seconds)
    figures = {
        "sittings": len(sittings),
        "acts": len(seconds),
        "done": dict(sum((each.done for each in sittings), Counter())),
        "refused": dict(sum((each.refused for each in sittings), Counter())),
        "median_ms": round(1000 * seconds[len(seconds) // 2], 1),
        "p95_ms": round(1000 * seconds[len(seconds) * 95 // 100], 1),
    }
    record_property("figures", figures)
    with capsys.disabled():
        if request.config.getoption("--seconds"):
            print(f"\n{figures}")
