"""The PostgreSQL side of an agent: one connection that outlives every outage of the server."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection

T = TypeVar("T")
log = logging.getLogger(__name__)

LIBPQ: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": (
        "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s "
        "-c timezone=UTC"
    ),
}
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
PASSING = ("08", "40001", "40P01", "53", "55P03", "57P", "58")
"""Lost connection, serialization, deadlock, no disk or memory, lock wait, server stopping, I/O error:
not the event's fault, so they never count against it."""


class Sink:
    """A connection that is opened when first used and reopened when lost.

    `is_waiting` tells the watchdog that standing still is right just now.
    """

    def __init__(self, database_url: str, application_name: str) -> None:
        self._url = database_url
        self._name = application_name
        self._connection: AsyncConnection[Any] | None = None
        self.is_waiting = False

    async def transact(self, work: Callable[[AsyncConnection[Any]], Awaitable[T]]) -> T:
        """Result of `work`, done in one transaction; begun again for as long as the database is away.

        A connection lost during the commit leaves open whether it happened, so `work` must be safe to
        repeat. Raises what `work` raises when the database is not to blame.
        """
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                connection = await self._connected()
                async with connection.transaction():
                    result = await work(connection)
            except psycopg.Error as error:
                if not self._is_passing(error):
                    raise
                log.warning("the database is away, waiting %.1f s: %s", pause, error)
            else:
                self.is_waiting = False
                return result
            self.is_waiting = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _connected(self) -> AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(
                self._url, autocommit=True, application_name=self._name, **LIBPQ
            )
        return self._connection

    def _is_passing(self, error: psycopg.Error) -> bool:
        if error.sqlstate is not None:
            return error.sqlstate.startswith(PASSING)
        # Without a code the server did not judge: the connection broke, or never came to be.
        return isinstance(error, psycopg.OperationalError) or (
            self._connection is not None and self._connection.closed
        )
