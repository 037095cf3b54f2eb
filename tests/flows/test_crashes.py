"""Processes killed with SIGKILL in the middle of trade: they come back, and the books agree."""

import json
import threading

import pytest

from tests.support.waiting import eventually

pytestmark = pytest.mark.stack

VICTIMS = (("streams", "inventory"), ("api.outbox",), ("api",), ("streams", "notifications"))
ORDERS = 60


def test_nothing_is_lost_or_doubled_when_processes_are_killed(stack):
    before = stack.query("SELECT count(*) FROM orders WHERE source = 'live'")[0][0]
    outcome = {}

    def trade():
        outcome["demo"] = stack.command(
            "demo", "--orders", str(ORDERS), "--seed", "7", "--no-pipelines"
        )

    trader = threading.Thread(target=trade)
    trader.start()
    for number, victim in enumerate(VICTIMS, start=1):
        goal = before + number * ORDERS // (len(VICTIMS) + 2)
        eventually(
            lambda goal=goal: (
                stack.query("SELECT count(*) FROM orders WHERE source = 'live'")[0][0] >= goal
            ),
            within=120,
        )
        stack.kill(*victim)
    trader.join()
    assert outcome["demo"].returncode == 0, outcome["demo"].stderr[-3000:]
    assert stack.query("SELECT count(*) FROM orders WHERE source = 'live'")[0][0] == before + ORDERS
    assert stack.rebuild_warehouse().returncode == 0
    proof = stack.command("reconcile", "--json", "--settle", "60")
    assert json.loads(proof.stdout)["ok"], proof.stdout[-3000:]
