"""The stack writes below CHITRAIL_HOME alone, and a second one beside it is refused."""

import os
import subprocess
import sys

import pytest

from tests.support.processes import ROOT

pytestmark = pytest.mark.stack


def test_the_checkout_stays_clean(stack):
    assert (stack.home / "logs" / "api.log").exists()
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--ignored", "--", "dashboards", "pipelines", "warehouse"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [
        line for line in changed.splitlines() if "__pycache__" not in line and line[:2] == "!!"
    ] == []


def test_a_second_start_in_the_same_home_is_refused(stack):
    done = subprocess.run(
        [sys.executable, "-m", "chitrail.cli", "up"],
        cwd=ROOT,
        env={**os.environ, "CHITRAIL_HOME": str(stack.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"pid {stack.supervisor.pid}" in done.stderr


def test_a_poisoned_event_becomes_a_dead_letter_and_can_be_replayed(stack):
    from confluent_kafka import Producer

    from tests.support.waiting import eventually

    producer = Producer({"bootstrap.servers": stack.settings.kafka_bootstrap_servers})
    producer.produce("order.completed", key=b"nobody/nothing", value=b"{poison")
    assert producer.flush(20) == 0
    eventually(lambda: "1 dead letters" in stack.command("dead-letters", "list").stdout)
    number = stack.query("SELECT id FROM dead_letters")[0][0]
    assert "{poison" in stack.command("dead-letters", "show", str(number)).stdout
    assert stack.command("dead-letters", "replay", "--all").returncode == 0
    eventually(lambda: stack.query("SELECT count(*) FROM dead_letters") == [(2,)])
    stack.execute("UPDATE dead_letters SET replayed_at = now() WHERE replayed_at IS NULL")
