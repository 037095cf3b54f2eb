"""A circuit breaker: while the gateway is down, requests are refused at once instead of waiting for it.

States as in M. Nygard, Release It! (2nd ed.), "Circuit Breaker": closed, open for a pause, then one call
tries; its success closes the circuit, its failure opens it again.
"""

import logging
import threading
import time
from functools import lru_cache

log = logging.getLogger(__name__)

FAILURES = 5
PAUSE_SECONDS = 10.0


class Breaker:
    """Counts failures in a row; safe for threads, and never held during a call."""

    def __init__(
        self, name: str, failures: int = FAILURES, pause_seconds: float = PAUSE_SECONDS
    ) -> None:
        self.name = name
        self._most, self._pause = failures, pause_seconds
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until: float | None = None

    def allows(self) -> bool:
        """Whether a call may go out now; after the pause exactly one may, until it has reported."""
        with self._lock:
            if self._open_until is None:
                return True
            if time.monotonic() < self._open_until:
                return False
            self._open_until = time.monotonic() + self._pause
            return True

    def worked(self) -> None:
        """The gateway answered: yes or no, but it answered."""
        with self._lock:
            self._failed = 0
            self._open_until = None

    def failed(self) -> None:
        """The gateway did not answer."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                log.warning("%s failed %d times in a row", self.name, self._failed)
                self._open_until = time.monotonic() + self._pause


@lru_cache(maxsize=16)
def breaker_of(base_url: str) -> Breaker:
    """The breaker that all threads of this process share for a gateway, named by its address."""
    return Breaker(base_url)
