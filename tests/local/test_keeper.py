"""Programs are restarted when they die, given up when they die too often, and stopped in good order."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from chitrail.local.keeper import MOST_DEATHS, Keeper
from chitrail.local.program import Program
from tests.support.waiting import eventually

WORKER = "import time; time.sleep(600)"
SERVES = "import time; print('up', flush=True); time.sleep(600)"


class Kept:
    """Keepers of small programs, and what they told the operator."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.keepers: list[Keeper] = []

    def start(self, script: str) -> Keeper:
        log = self.folder / f"{len(self.keepers)}.log"
        argv = [sys.executable, "-c", script]
        program = Program("child", argv, dict(os.environ), log, lambda *_: None, line="up")
        keeper = Keeper("child", program, self.said.append)
        keeper.start()
        self.keepers.append(keeper)
        return keeper


@pytest.fixture
def kept(tmp_path):
    kept = Kept(tmp_path)
    yield kept
    for keeper in kept.keepers:
        keeper.ask_to_stop()
        keeper.join(30)
        assert not keeper.is_alive()
        assert not keeper.runnable.alive()


def test_a_killed_program_is_started_again(kept):
    keeper = kept.start(SERVES)
    eventually(keeper.ready.is_set)
    first = keeper.runnable.process.pid
    os.kill(first, signal.SIGKILL)
    eventually(lambda: keeper.ready.is_set() and keeper.runnable.process.pid != first)
    assert keeper.restarts == 1
    assert any("starting it again" in sentence for sentence in kept.said)


def test_a_program_that_does_not_come_up_is_given_up_with_its_last_words(kept):
    keeper = kept.start("import sys; sys.exit('no database')")
    eventually(lambda: keeper.failure)
    assert "no database" in keeper.failure


def test_a_program_that_keeps_dying_is_given_up(kept):
    keeper = kept.start("print('up', flush=True)")
    eventually(lambda: keeper.failure, within=60)
    assert keeper.restarts <= MOST_DEATHS
    assert not keeper.ready.is_set()


def test_a_program_is_stopped_in_the_middle_of_its_start(kept):
    keeper = kept.start("import time; time.sleep(600)")
    eventually(lambda: keeper.runnable.process)
    keeper.ask_to_stop()
    keeper.join(15)
    assert not keeper.is_alive()
    assert keeper.failure == ""


def test_the_log_of_the_life_of_the_stack_before_is_kept_beside_the_new_one(kept):
    log = kept.folder / "0.log"
    log.write_text("what it said when it crashed")
    keeper = kept.start(SERVES)
    eventually(keeper.ready.is_set)
    assert log.with_suffix(".log.before").read_text() == "what it said when it crashed"
    assert log.read_text() == "up\n"


def test_workers_that_a_killed_program_left_behind_end_with_it(kept):
    keeper = kept.start(
        f"import subprocess as s, sys; s.Popen([sys.executable, '-c', {WORKER!r}])\n{SERVES}"
    )
    eventually(keeper.ready.is_set)
    parent = psutil.Process(keeper.runnable.process.pid)
    worker = eventually(parent.children)[0]
    parent.kill()
    eventually(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
