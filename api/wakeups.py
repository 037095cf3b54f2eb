"""Waking work: LISTEN tells at once, and a poll every second makes up for what LISTEN misses."""

import logging
import threading
from collections.abc import Callable

import psycopg
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError

from api.database import LIBPQ

POLL_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Wakeups:
    """Calls `push` whenever something was said on a channel. One connection, reopened when lost."""

    def __init__(self, database_url: str, channel: str, push: Callable[[], None]) -> None:
        self._url = database_url
        self._channel = channel
        self._push = push
        self._stopped = threading.Event()
        self.is_listening = False

    def run(self) -> None:
        """Until `stop`; an absent database is waited for."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopped.is_set():
            try:
                self._listen()
                pause = FIRST_PAUSE_SECONDS
            except (psycopg.Error, SQLAlchemyError) as error:
                pause = FIRST_PAUSE_SECONDS if self.is_listening else pause
                self.is_listening = False
                log.warning("the database is away, trying again in %.1f s: %s", pause, error)
                self._stopped.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def stop(self) -> None:
        """End `run` within a second."""
        self._stopped.set()

    def _listen(self) -> None:
        with psycopg.connect(
            self._url,
            autocommit=True,
            **{**LIBPQ, "application_name": f"chitrail {self._channel} listen"},
        ) as connection:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            while not self._stopped.is_set():
                # Before the first wait too: something may have come before we listened.
                self._push()
                self.is_listening = True
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass
