"""Opening DuckDB: the published snapshot for readers, the build file for its one writer."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from chitrail.errors import Unavailable

_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@contextmanager
def read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot published last, for one use: open, query, close.

    Each use is a DuckDB instance of its own with the file attached. Opening the file itself would make
    DuckDB share one instance inside a process, which keeps reading the old file after a publication.
    Raises Unavailable when nothing was published yet.
    """
    if not path.exists():
        raise Unavailable(f"no warehouse has been published at {path} yet")
    connection = duckdb.connect(":memory:", config={**_OFFLINE, "temp_directory": ""})
    try:
        connection.execute(f"ATTACH '{_quoted(path)}' AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        yield connection
    finally:
        connection.close()


@contextmanager
def build(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file, read and write; hold `warehouse.lock.writer_lock` around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path), config=_OFFLINE)
    try:
        yield connection
    finally:
        connection.close()


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load a DuckDB extension from its wheel `duckdb-extension-<name>`: nothing is downloaded.

    The binary carries DuckDB's signature, which DuckDB verifies. Raises Unavailable when the wheel has no
    build for this version of DuckDB.
    """
    package = importlib.import_module(f"duckdb_extension_{name}")
    folder = Path(package.__path__[0]) / "extensions" / f"v{duckdb.__version__}"
    binary = folder / f"{name}.duckdb_extension"
    if not binary.exists():
        raise Unavailable(f"the wheel of {name} has no build for DuckDB {duckdb.__version__}")
    connection.execute(f"LOAD '{_quoted(binary)}'")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
