"""Staying signed in: tokens are renewed once however many pages ask, and ended sign-ins are noticed."""

import threading
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Generic, TypeVar

from chitrail.errors import Unavailable
from chitrail.settings import Settings
from dashboards.sessions import service
from dashboards.sessions.service import SignIn

T = TypeVar("T")
RENEWED_SECONDS = 60.0
"""Pages of one browser ask at the same time with the same token, which works only once at the API."""
CHECKED_SECONDS = 2.0
MOST_KEPT = 1000
STRIPES = 32
"""Locks: one person's slow answer holds up hardly anybody else."""


class Keeping:
    """What this process knows about sign-ins for a short while; by digest, so that no token lies about."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._renewed = Remembered[SignIn](RENEWED_SECONDS)
        self._checked = Remembered[bool](CHECKED_SECONDS)

    def renew(self, renewal: str) -> SignIn:
        """The successor of a renewal token. Raises SignInRefused, Unavailable."""
        return self._renewed.get(renewal, lambda: service.renew(self._settings, renewal))

    def is_signed_in(self, token: str) -> bool:
        """Whether the API takes a token, as of the last two seconds.

        While the API is away a good signature is enough: a token lives for minutes, and the pages show
        the warehouse.
        """
        try:
            return self._checked.get(token, lambda: service.is_signed_in(self._settings, token))
        except Unavailable:
            return True


class Remembered(Generic[T]):
    """Answers by question for some seconds; a question is asked by one thread at a time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._locks = [threading.Lock() for _ in range(STRIPES)]
        self._answers: dict[bytes, tuple[float, T]] = {}

    def get(self, question: str, ask: Callable[[], T]) -> T:
        """The answer known, or the one `ask` gives."""
        key = sha256(question.encode()).digest()
        with self._locks[key[0] % STRIPES]:
            known = self._answers.get(key)
            if known is None or time.monotonic() - known[0] > self._seconds:
                answer = ask()
                if len(self._answers) >= MOST_KEPT:
                    self._answers.clear()
                known = self._answers[key] = (time.monotonic(), answer)
            return known[1]
