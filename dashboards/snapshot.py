"""The published warehouse snapshot, opened for one request and closed again."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from duckdb import DuckDBPyConnection

from warehouse.connection import read_only

Row = TypeVar("Row")


@dataclass(frozen=True)
class Publication:
    """When the snapshot's data was published (UTC)."""

    published_at: datetime

    @property
    def age_seconds(self) -> float:
        """Seconds since then."""
        return (datetime.now(UTC) - self.published_at).total_seconds()


class NothingPublished(Exception):
    """The pipelines have not published a snapshot yet."""


@contextmanager
def open_snapshot(path: Path) -> Iterator[DuckDBPyConnection]:
    """The file as it is now; a snapshot published meanwhile is seen by the next request.

    Raises NothingPublished when there is no file.
    """
    if not path.exists():
        raise NothingPublished(str(path))
    with read_only(path) as connection:
        yield connection


def fetch(
    connection: DuckDBPyConnection,
    row: type[Row],
    query: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
) -> list[Row]:
    """Rows as `row(*columns)`; the query's columns stand in the order of the class's fields."""
    return [row(*values) for values in connection.execute(query, parameters).fetchall()]


def publication(connection: DuckDBPyConnection) -> Publication | None:
    """The newest publication, None when the snapshot names none."""
    query = "SELECT epoch_us(max(published_at)) FROM meta_publication"
    found = connection.execute(query).fetchone()
    if found is None or found[0] is None:
        return None
    return Publication(datetime.fromtimestamp(found[0] / 1e6, UTC))


def outlet_name(connection: DuckDBPyConnection, outlet_id: str) -> str:
    """Name on the door, the id while the outlet has not been loaded."""
    query = "SELECT outlet_name FROM dim_outlet WHERE outlet_id = ?"
    found = connection.execute(query, [outlet_id]).fetchone()
    return str(found[0]) if found else outlet_id
