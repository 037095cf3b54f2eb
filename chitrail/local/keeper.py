"""Keeps one server or program alive: starts it, restarts it when it dies, stops it at the end."""

import threading
import time
from collections import deque
from typing import Protocol

from chitrail.errors import ChitrailError

MOST_DEATHS = 5
WITHIN_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
LOOK_SECONDS = 0.2


class Runnable(Protocol):
    """What a keeper keeps."""

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
    up: it did not come up, or died more than five times within a minute.
    """

    def __init__(self, name: str, runnable: Runnable) -> None:
        super().__init__(name=f"keeper-{name}", daemon=True)
        self.service = name
        self.runnable = runnable
        self.ready = threading.Event()
        self.failure = ""
        self.restarts = 0
        self._stopping = threading.Event()

    def run(self) -> None:
        """Start, watch, restart; stop when told to."""
        deaths: deque[float] = deque()
        while not self._stopping.is_set():
            try:
                self.runnable.start()
            except ChitrailError as error:
                self.failure = error.detail
                break
            self.ready.set()
            while not self._stopping.wait(LOOK_SECONDS) and self.runnable.alive():
                pass
            if self._stopping.is_set():
                break
            self.ready.clear()
            self.restarts += 1
            if not self._may_restart(deaths):
                break
        self.runnable.stop()

    def _may_restart(self, deaths: deque[float]) -> bool:
        deaths.append(time.monotonic())
        while deaths[0] < deaths[-1] - WITHIN_SECONDS:
            deaths.popleft()
        if len(deaths) > MOST_DEATHS:
            self.failure = f"ended {len(deaths)} times within a minute"
            return False
        self._stopping.wait(
            min(FIRST_PAUSE_SECONDS * 2 ** (len(deaths) - 1), LONGEST_PAUSE_SECONDS)
        )
        return True

    def ask_to_stop(self) -> None:
        """Begin to stop; `join` waits for the end."""
        self._stopping.set()
