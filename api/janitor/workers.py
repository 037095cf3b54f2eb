"""The janitor's threads: each does one kind of work until it is told to stop."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
FAULT_SECONDS = 1.0


class Workers:
    """Threads over steps; a step does one piece of work and says whether there was one."""

    def __init__(self, stopping: threading.Event) -> None:
        self.stopping = stopping
        self.broken = False
        self._threads: list[threading.Thread] = []
        self._wakes: list[threading.Event] = []

    def add(self, name: str, step: Callable[[], bool]) -> None:
        """One more thread, started at once."""
        wake = threading.Event()
        thread = threading.Thread(target=self._run, args=(step, wake), name=name, daemon=True)
        self._wakes.append(wake)
        self._threads.append(thread)
        thread.start()

    def wake(self) -> None:
        """There may be work."""
        for wake in self._wakes:
            wake.set()

    def join(self, seconds: float) -> None:
        """Wait for every thread to finish the piece it is at."""
        self.wake()
        for thread in self._threads:
            thread.join(seconds)

    def _run(self, step: Callable[[], bool], wake: threading.Event) -> None:
        try:
            while not self.stopping.is_set():
                wake.clear()
                if not self._step(step):
                    wake.wait(IDLE_SECONDS)
        except BaseException:
            log.critical("%s ended", threading.current_thread().name, exc_info=True)
            self.broken = True
            self.stopping.set()
            raise

    def _step(self, step: Callable[[], bool]) -> bool:
        try:
            return step()
        except SQLAlchemyError as error:
            log.warning("the database is away or gave up: %s", error)
            self.stopping.wait(FAULT_SECONDS)
            return True
