"""One read-only session on a snapshot: SQL in, rows out; nothing can be written, not even a file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import read_only
from warehouse.history import ZONE


@dataclass(frozen=True)
class Answer:
    """What a statement returned."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


@contextmanager
def session(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot, with no way to a file or the network, which nothing can switch on again.

    Times are shown in India's zone. Raises Unavailable when there is no snapshot.
    """
    with read_only(path) as connection:
        connection.execute(f"SET TimeZone = '{ZONE}'")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, text: str) -> Iterator[Answer]:
    """The answer of each statement that has one, in order. Raises duckdb.Error."""
    for statement in connection.extract_statements(text):
        connection.execute(statement)
        if connection.description:
            columns = [str(column[0]) for column in connection.description]
            yield Answer(columns, connection.fetchall())


def freshness(connection: duckdb.DuckDBPyConnection) -> str:
    """One sentence: when this was published, its newest business day, what its checks found."""
    published, failed, checks = connection.execute(
        """SELECT strftime(published_at, '%Y-%m-%d %H:%M %Z'),
                  (SELECT count(*) FROM meta_check_result WHERE NOT success),
                  (SELECT count(*) FROM meta_check_result)
           FROM meta_publication"""
    ).fetchall()[0]
    (day,) = connection.execute("SELECT max(business_date) FROM fct_order").fetchall()[0]
    found = (
        f"{failed} of {checks} checks REFUSED a newer build"
        if failed
        else f"{checks} checks passed"
    )
    return f"published {published}; newest business day {day or 'none'}; {found}"


def tables(connection: duckdb.DuckDBPyConnection) -> Sequence[str]:
    """Names of tables and views."""
    return [str(row[0]) for row in connection.execute("SHOW TABLES").fetchall()]
