"""Reading PostgreSQL for a report: one snapshot, read-only, bounded waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

from chitrail.errors import NotFound, Unavailable
from chitrail.settings import Settings

Books = psycopg.Connection[DictRow]


@contextmanager
def books(settings: Settings) -> Iterator[Books]:
    """A transaction that sees one instant of the books. Raises Unavailable when they cannot be reached."""
    try:
        connection = psycopg.connect(
            settings.libpq_url,
            connect_timeout=10,
            row_factory=dict_row,
            options="-c default_transaction_read_only=on -c statement_timeout=60s",
        )
    except psycopg.OperationalError as error:
        raise Unavailable("the database does not answer") from error
    with connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


def outlet_of(connection: Books, outlet_id: str) -> dict[str, Any]:
    """Name, zone and cut-over. Raises NotFound."""
    row = connection.execute(
        "SELECT id, name, zone, cutover_hour FROM outlets WHERE id = %s", (outlet_id,)
    ).fetchone()
    if row is None:
        raise NotFound(f"there is no outlet {outlet_id}")
    return row
