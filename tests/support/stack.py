"""The whole product, started once for the flow and browser tests, as `./run` starts it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chitrail.demo import staff
from chitrail.demo.client import Client
from chitrail.local.environment import PORTS, STACK_FILE, read_env
from chitrail.local.ports import is_free
from chitrail.settings import Settings
from tests.support.processes import ROOT
from tests.support.waiting import eventually

UP_SECONDS = 240.0
BLOCK = 20
FIRST_PORT, LAST_PORT = 20_000, 30_000


@dataclass(frozen=True)
class RunningStack:
    """A stack that is up: its settings, its supervisor, and doors into it."""

    settings: Settings
    home: Path
    supervisor: subprocess.Popen[bytes]

    def sign_in(self, username: str) -> Client:
        return Client(self.settings.address("api"), username, staff.PASSWORD)

    def query(self, text: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.libpq_url) as connection:
            return connection.execute(text, parameters).fetchall()

    def execute(self, text: str, parameters: Any = None) -> None:
        with psycopg.connect(self.settings.libpq_url) as connection:
            connection.execute(text, parameters)

    def tamper(self, text: str, parameters: Any = None) -> None:
        """What somebody does who may switch the database's own guards off."""
        with psycopg.connect(self.settings.libpq_url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(text, parameters)

    def rebuild_warehouse(self) -> subprocess.CompletedProcess[str]:
        """Run the pipelines once, as the hourly schedule does."""
        return subprocess.run(
            [sys.executable, "-m", "pipelines", "build"],
            cwd=ROOT,
            env={**os.environ, **read_env(self.home / STACK_FILE)},
            capture_output=True,
            text=True,
            check=False,
        )

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `chitrail <arguments>` against the stack."""
        return subprocess.run(
            [sys.executable, "-m", "chitrail.cli", *arguments],
            cwd=ROOT,
            env={**os.environ, "CHITRAIL_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )

    def status(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.command("status", "--json").stdout)
        return document

    def kill(self, *module: str) -> int:
        """kill -9 one of the product's processes, found by its command line; its pid."""
        wanted = ["-m", *module]
        for process in _children(self.supervisor.pid):
            if process.cmdline()[1 : 1 + len(wanted)] == wanted:
                os.killpg(process.pid, signal.SIGKILL)
                return int(process.pid)
        raise AssertionError(f"no process runs {module}")


def _children(pid: int) -> list[Any]:
    import psutil

    return list(psutil.Process(pid).children(recursive=True))


@pytest.fixture(scope="session")
def stack(server_home: Path) -> Iterator[RunningStack]:
    with running(server_home) as started:
        yield started


@contextmanager
def running(folder: Path, **env: str) -> Iterator[RunningStack]:
    """The whole product below a folder, until the end of the block."""
    home = folder / "stack"
    _share_downloads(home)
    log = folder / "up.log"
    base = _free_block()
    with log.open("wb") as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "chitrail.cli", "up", "--port-base", str(base)],
            cwd=ROOT,
            env={**os.environ, "CHITRAIL_HOME": str(home), "PYTHONUNBUFFERED": "1", **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def is_up() -> bool:
        assert supervisor.poll() is None, f"the stack ended:\n{log.read_text()[-4000:]}"
        return "running; Ctrl-C stops" in log.read_text()

    try:
        eventually(is_up, within=UP_SECONDS, every=0.2)
        yield RunningStack(Settings.from_env(read_env(home / STACK_FILE)), home, supervisor)
    finally:
        supervisor.send_signal(signal.SIGINT)
        try:
            code = supervisor.wait(90)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            raise
    assert code == 0, log.read_text()[-2000:]


def _share_downloads(home: Path) -> None:
    """Take what an earlier run has downloaded or built already."""
    product_home = Path(os.environ.get("CHITRAIL_HOME") or ROOT / ".chitrail")
    for part in ("kafka/jars", "web/dist"):
        if (product_home / part).exists():
            shutil.copytree(product_home / part, home / part)


def _free_block() -> int:
    """The first free block from a place of this process's own, so that two do not take the same."""
    blocks = list(range(FIRST_PORT, LAST_PORT, BLOCK))
    start = os.getpid() % len(blocks)
    for base in blocks[start:] + blocks[:start]:
        if all(is_free(base + offset) for offset in range(len(PORTS))):
            return base
    raise AssertionError("no block of free ports")
