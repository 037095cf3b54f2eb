"""Keeps one server or program alive: starts it, restarts it when it dies, stops it at the end."""

import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from chitrail.clock import now
from chitrail.errors import ChitrailError

MOST_DEATHS = 5
WITHIN_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
LOOK_SECONDS = 0.2


class Runnable(Protocol):
    """What a keeper keeps."""

    process: subprocess.Popen[Any] | None
    log: Path

    def start(self) -> object:
        """Start and wait until ready; ChitrailError when it does not come up."""

    def alive(self) -> bool:
        """Whether the process runs."""

    def stop(self) -> None:
        """End it in good order within a bounded time."""


class Keeper(threading.Thread):
    """One thread per child, for the child's whole life.

    The thread outlives every start it makes because Linux sends a child's parent-death signal when the
    *thread* that forked it ends. `ready` is set whenever the child is up; `failure` says why it was given
    up: it did not come up at first, or died more than five times within a minute. `changed` is called after
    every change of state, with a sentence when it is one the operator should read.
    """

    def __init__(
        self, name: str, runnable: Runnable, changed: Callable[[str], None], *, behind: bool = False
    ) -> None:
        super().__init__(name=f"keeper-{name}", daemon=True)
        self.service = name
        self.runnable = runnable
        self.behind = behind
        self.ready = threading.Event()
        self.started_at: datetime | None = None
        self.failure = ""
        self.restarts = 0
        self._changed = changed
        self._stopping = threading.Event()
        self._deaths: deque[float] = deque()

    def run(self) -> None:
        """Start, watch, restart; stop when told to."""
        while not self._stopping.is_set():
            reason = self._live_once()
            if self._stopping.is_set():
                break
            if self.started_at is None:
                self.failure = reason
            elif not self._may_restart():
                self.failure = f"more than {MOST_DEATHS} ends within a minute ({reason})"
            if self.failure:
                self._changed(self._obituary())
                break
            self.restarts += 1
            self._changed(f"{self.service} {reason}; starting it again")
            self._stopping.wait(
                min(FIRST_PAUSE_SECONDS * 2 ** (len(self._deaths) - 1), LONGEST_PAUSE_SECONDS)
            )
        self.runnable.stop()

    def ask_to_stop(self) -> None:
        """Begin to stop, also in the middle of a start; `join` waits for the end."""
        self._stopping.set()
        process = self.runnable.process
        if process is not None and not self.ready.is_set():
            process.terminate()

    def _live_once(self) -> str:
        """One life of the child, from its start to its end; why it ended."""
        try:
            self.runnable.start()
        except ChitrailError as error:
            return error.detail
        except OSError as error:
            return f"could not be started: {error}"
        self.started_at = now()
        self.ready.set()
        self._changed("")
        while not self._stopping.wait(LOOK_SECONDS) and self.runnable.alive():
            pass
        self.ready.clear()
        code = self.runnable.process.returncode if self.runnable.process else None
        return f"ended ({code})"

    def _obituary(self) -> str:
        return f"{self.service} is given up: {self.failure}; its log is {self.runnable.log}"

    def _may_restart(self) -> bool:
        self._deaths.append(time.monotonic())
        while self._deaths[0] < self._deaths[-1] - WITHIN_SECONDS:
            self._deaths.popleft()
        return len(self._deaths) <= MOST_DEATHS
