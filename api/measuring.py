"""What one request has cost so far, and for whom it works: kept beside the request, told at its end."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event


class Tally:
    """One request's account: statements and seconds of the database, and the caller once known."""

    __slots__ = ("actor", "limit", "outlet_id", "seconds", "started", "statements")

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.statements = 0
        self.seconds = 0.0
        self.actor = ""
        self.outlet_id = ""
        self.limit: list[tuple[str, str]] = []


_CURRENT: ContextVar[Tally | None] = ContextVar("tally", default=None)


def begin() -> Tally:
    """Open the account of a request."""
    tally = Tally()
    _CURRENT.set(tally)
    return tally


def name_caller(actor: str, outlet_id: str) -> None:
    """Note whom the request works for."""
    tally = _CURRENT.get()
    if tally is not None:
        tally.actor, tally.outlet_id = actor, outlet_id


def note_limit(headers: list[tuple[str, str]]) -> None:
    """Note what the answer shall tell of the caller's limit."""
    tally = _CURRENT.get()
    if tally is not None:
        tally.limit = headers


def end() -> Tally | None:
    """Close the account and hand it over."""
    tally = _CURRENT.get()
    _CURRENT.set(None)
    return tally


def spent(since: float) -> None:
    """Note that the database has been at work since a reading of time.perf_counter()."""
    tally = _CURRENT.get()
    if tally is not None:
        tally.seconds += time.perf_counter() - since


def count_statements(engine: Engine) -> None:
    """Let the statements of an engine be counted and timed."""
    # In place of the driver's own call, not around it: half the calls of a pair of cursor events.
    event.listen(engine, "do_execute", _execute)
    event.listen(engine, "do_executemany", _execute_many)


def _execute(cursor: Any, statement: str, parameters: Any, _context: Any) -> bool:
    return _timed(cursor.execute, statement, parameters)


def _execute_many(cursor: Any, statement: str, parameters: Any, _context: Any) -> bool:
    return _timed(cursor.executemany, statement, parameters)


def _timed(execute: Callable[[str, Any], object], statement: str, parameters: Any) -> bool:
    """Run it if somebody counts; whether it was run."""
    tally = _CURRENT.get()
    if tally is None:
        return False
    since = time.perf_counter()
    tally.statements += 1
    try:
        execute(statement, parameters)
    finally:
        tally.seconds += time.perf_counter() - since
    return True
