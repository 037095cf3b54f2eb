"""One of our own programs as a child process, with its log and its readiness probe."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from chitrail.errors import Unavailable

START_SECONDS = 90.0
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.1
PROBE_SECONDS = 2.0
TAIL_LINES = 15
PR_SET_PDEATHSIG = 1

Journal = Callable[[str, str], None]
"""Called with (program name, line) for every line a program prints."""


class Program:
    """A program that is ready when `url` answers 2xx, or `line` was printed, or at once if neither is set.

    Every line goes to the file `log` (begun anew at each start of the stack; the one before is kept beside
    it) and to `journal`.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        journal: Journal,
        *,
        url: str = "",
        line: str = "",
    ) -> None:
        self.name = name
        self.argv = list(argv)
        self.env = dict(env)
        self.log = log
        self.journal = journal
        self.url = url
        self.line = line
        self.process: subprocess.Popen[str] | None = None
        self._said = threading.Event()
        self._tail: list[str] = []
        if log.exists():
            log.replace(log.with_suffix(".log.before"))

    def start(self) -> None:
        """Start and wait until ready. Raises Unavailable with the last lines when it does not come up."""
        self._said.clear()
        self._tail = []
        self._end_group()
        process = self._spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if process.poll() is not None or time.monotonic() > deadline:
                what = (
                    "did not answer in time"
                    if process.poll() is None
                    else f"ended ({process.returncode})"
                )
                self.stop()
                tail = "".join(self._tail)
                raise Unavailable(f"{self.name} {what}; its log is {self.log}\n{tail}")
            time.sleep(LOOK_SECONDS)

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """SIGTERM, a bounded wait, then SIGKILL to its whole process group."""
        process = self.process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.journal(self.name, f"did not stop in {STOP_SECONDS:.0f} s; killed\n")
        self._end_group()

    def _end_group(self) -> None:
        """End what the last life left behind: workers of a killed server still hold its port."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_SECONDS)

    def _spawn(self) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(
            self.argv,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        pump = threading.Thread(target=self._pump, args=(self.process.stdout,), daemon=True)
        pump.start()
        return self.process

    def _pump(self, output: IO[str]) -> None:
        with output, self.log.open("a", encoding="utf-8") as log:
            for line in output:
                log.write(line)
                log.flush()
                self.journal(self.name, line)
                self._tail = [*self._tail[1 - TAIL_LINES :], line]
                if self.line and self.line in line:
                    self._said.set()

    def _ready(self) -> bool:
        if not self.alive():
            return False
        if self.line:
            return self._said.is_set()
        return not self.url or answers(self.url)


def answers(url: str) -> bool:
    """Whether a GET gives 2xx soon."""
    try:
        with urlopen(url, timeout=PROBE_SECONDS) as response:  # noqa: S310 - http to our own port
            return bool(response.status < 300)
    except (HTTPError, URLError, OSError):
        return False


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
