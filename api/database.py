"""The database of one process: two small pools, bounded waits, walls between outlets, safe retries."""

import copy
import logging
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api import measuring
from chitrail import crashpoints
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
        "-c timezone=UTC -c role=chitrail_app -c chitrail.outlet="
    ),
}
"""`role` is what the migrations grant to the application: it can add to the books and not change them."""
POOL_WAIT_SECONDS = 2
RECYCLE_SECONDS = 1800
MAX_TRIES = 3
PAUSE_SECONDS = (0.01, 0.2)
RETRYABLE = ("40001", "40P01", "08", "57P01", "57P02", "57P03")
"""Serialization failure, deadlock, lost connection, server stopping or starting."""
ONE_PLAN = {"options": f"{LIBPQ['options']} -c plan_cache_mode=force_generic_plan"}
"""Planning the one read of an order anew each time costs seven times running it, and more with policies."""
NO_OUTLET: Final = ""
EVERY_OUTLET: Final = "*"
_OUTLET = re.compile(r"[a-z0-9][a-z0-9-]{1,31}", re.ASCII)
_SET = "SELECT set_config('chitrail.outlet', %s, false)"
_SET_FOR_NOW = "SELECT set_config('chitrail.outlet', %s, true)"
_IS_SET_TO = "chitrail.outlet"


class Database:
    """Connections of one process. Pools fill when first used, so building it does no I/O.

    The policies of the tables show a connection the rows of the outlet it is set to. A new Database sees
    none: ask it for one `at` an outlet, or, where the work is the house's, for one that sees `everywhere`.
    """

    def __init__(self, settings: Settings, *, application_name: str) -> None:
        self.outlet: str = NO_OUTLET
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
            **{**self._pool, "connect_args": self._pool["connect_args"] | ONE_PLAN},
        )
        for engine in (self.engine, self.statements):
            measuring.count_statements(engine)

    def at(self, outlet_id: str) -> Self:
        """The same pools, seeing the rows of one outlet; none when this cannot be an outlet's id."""
        return self._set_to(outlet_id if _OUTLET.fullmatch(outlet_id) else NO_OUTLET)

    def everywhere(self) -> Self:
        """The same pools, seeing the rows of every outlet; docs/security.md lists who may ask for it."""
        return self._set_to(EVERY_OUTLET)

    def _set_to(self, outlet: str) -> Self:
        other = copy.copy(self)
        other.outlet = outlet
        return other

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with self.engine.connect() as connection:
            _enter(connection, self.outlet)
            with connection.begin():
                yield connection
                committing = time.perf_counter()
                crashpoints.reach("api.before_commit")
            crashpoints.reach("api.after_commit")
            measuring.spent(committing)

    @contextmanager
    def autocommit(self) -> Iterator[Connection]:
        """A connection on which every statement is its own transaction."""
        with self.statements.connect() as connection:
            _enter(connection, self.outlet)
            yield connection

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
        self.statements.dispose()


def _enter(connection: Connection, outlet: str) -> None:
    """Set a pooled connection to an outlet, before its transaction begins, so that no rollback undoes it.

    Each connection remembers what it is set to, so the next use for the same outlet asks nothing. While it
    is being set it remembers nothing, so that a fault in between can only lead to setting it again.
    """
    if connection.info.get(_IS_SET_TO, NO_OUTLET) == outlet:
        return
    connection.info[_IS_SET_TO] = None
    with connection.begin():
        connection.exec_driver_sql(_SET, (outlet,))
    connection.info[_IS_SET_TO] = outlet


@contextmanager
def looking_everywhere(connection: Connection) -> Iterator[None]:
    """Read the rows of every outlet within a transaction of one; what is written in the block is undone."""
    glance = connection.begin_nested()
    try:
        connection.exec_driver_sql(_SET_FOR_NOW, (EVERY_OUTLET,))
        yield
    finally:
        glance.rollback()


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


def message_of(error: DBAPIError) -> str:
    """What the database said, without its context."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "message_primary", None) or str(error.orig)


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
