"""The database of one process: two small pools, bounded waits, and retries that are safe."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api import measuring
from chitrail.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)

LIBPQ: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": (
        "-c statement_timeout=3s -c lock_timeout=1s -c idle_in_transaction_session_timeout=5s "
        "-c timezone=UTC -c role=chitrail_app"
    ),
}
"""`role` is what the migrations grant to the application: it can add to the books and not change them."""
POOL_WAIT_SECONDS = 2
RECYCLE_SECONDS = 1800
MAX_TRIES = 3
PAUSE_SECONDS = (0.01, 0.2)
RETRYABLE = ("40001", "40P01", "08", "57P01", "57P02", "57P03")
"""Serialization failure, deadlock, lost connection, server stopping or starting."""


class Database:
    """Connections of one process. Pools fill when first used, so building it does no I/O."""

    def __init__(self, settings: Settings, *, application_name: str) -> None:
        self._pool: dict[str, Any] = {
            "pool_size": settings.api_threads,
            "max_overflow": 0,
            "pool_timeout": POOL_WAIT_SECONDS,
            "pool_recycle": RECYCLE_SECONDS,
            "pool_use_lifo": True,
            # Parameters are people's notes, names and tokens: not for logs.
            "hide_parameters": True,
            "connect_args": {**LIBPQ, "application_name": application_name},
        }
        self.engine: Engine = create_engine(settings.database_url, pool_pre_ping=True, **self._pool)
        # A statement that is a transaction by itself needs no BEGIN, COMMIT, ROLLBACK and ping: one
        # round trip instead of five. A stale connection shows as an error, and `retrying` covers it.
        self.statements: Engine = create_engine(
            settings.database_url,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            skip_autocommit_rollback=True,
            **self._pool,
        )
        for engine in (self.engine, self.statements):
            measuring.count_statements(engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with self.engine.begin() as connection:
            yield connection
            committing = time.perf_counter()
        measuring.spent(committing)

    @contextmanager
    def autocommit(self) -> Iterator[Connection]:
        """A connection on which every statement is its own transaction."""
        with self.statements.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
        self.statements.dispose()


def retrying(work: Callable[[], T]) -> T:
    """Result of a whole unit of work, run again at most twice when the database gave it up.

    Only for work that is safe to repeat even if a lost connection hid its commit: reads, and writes
    that begin by claiming an idempotency key in the same transaction.
    """
    for attempt in range(1, MAX_TRIES + 1):
        try:
            return work()
        except DBAPIError as error:
            if attempt == MAX_TRIES or not is_passing(error):
                raise
            log.warning("database gave up, trying again (%d): %s", attempt, sqlstate(error))
            time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def sqlstate(error: DBAPIError) -> str:
    """SQLSTATE of a driver's error, empty when the connection was lost before the server said one."""
    return getattr(error.orig, "sqlstate", None) or ""


def constraint_of(error: DBAPIError) -> str:
    """Name of the violated constraint, empty when there is none."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def is_passing(error: DBAPIError) -> bool:
    """Whether the same work may succeed a moment later."""
    state = sqlstate(error)
    return error.connection_invalidated or state.startswith(RETRYABLE)


def is_away(error: Exception) -> bool:
    """Whether the database cannot be reached, is stopping, or has no connection left for us."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = sqlstate(error)
    lost = isinstance(error, OperationalError) and state == ""
    return lost or error.connection_invalidated or state.startswith(("08", "57P", "53"))
