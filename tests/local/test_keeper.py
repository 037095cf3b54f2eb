"""Programs are restarted when they die, given up when they die too often, and stopped in good order."""

import os
import signal
import sys

import pytest

from chitrail.local.keeper import MOST_DEATHS, Keeper
from chitrail.local.program import Program
from tests.support.waiting import eventually

SERVES = "import time; print('up', flush=True); time.sleep(600)"


@pytest.fixture
def keep(tmp_path):
    keepers = []

    def start(script, line="up"):
        program = Program(
            "child",
            [sys.executable, "-c", script],
            dict(os.environ),
            tmp_path / f"{len(keepers)}.log",
            lambda *_: None,
            line=line,
        )
        keeper = Keeper("child", program, said.append)
        keeper.start()
        keepers.append(keeper)
        return keeper

    said = start.said = []
    yield start
    for keeper in keepers:
        keeper.ask_to_stop()
        keeper.join(30)
        assert not keeper.is_alive()
        assert not keeper.runnable.alive()


def test_a_killed_program_is_started_again(keep):
    keeper = keep(SERVES)
    eventually(keeper.ready.is_set)
    first = keeper.runnable.process.pid
    os.kill(first, signal.SIGKILL)
    eventually(lambda: keeper.ready.is_set() and keeper.runnable.process.pid != first)
    assert keeper.restarts == 1
    assert any("starting it again" in sentence for sentence in keep.said)


def test_a_program_that_does_not_come_up_is_given_up_with_its_last_words(keep):
    keeper = keep("import sys; sys.exit('no database')")
    eventually(lambda: keeper.failure)
    assert "no database" in keeper.failure


def test_a_program_that_keeps_dying_is_given_up(keep):
    keeper = keep("print('up', flush=True)")
    eventually(lambda: keeper.failure, within=60)
    assert keeper.restarts <= MOST_DEATHS
    assert not keeper.ready.is_set()
