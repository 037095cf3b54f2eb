"""The snapshot as a folder of Parquet or CSV files with a manifest; there whole or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from chitrail.errors import Conflict, InvalidInput
from warehouse.connection import read_only

MANIFEST = "manifest.json"
KINDS = ("parquet", "csv")
_FOLDERS = ("dim_", "fct_", "mart_", "forecast_", "meta_publication")


def export(snapshot: Path, to: Path, kind: str, chosen: Sequence[str] = ()) -> dict[str, int]:
    """Write the tables to the folder `to`; rows by table.

    Tables with business days are in folders `business_date=…`, which DuckDB, Spark, pandas and others read as
    one table. An earlier export there is replaced; a folder that is anything else is not touched (Conflict).
    Raises InvalidInput for a table or format there is not.
    """
    if kind not in KINDS:
        raise InvalidInput(f"must be one of {', '.join(KINDS)}", field="format")
    if to.exists() and any(to.iterdir()) and not (to / MANIFEST).exists():
        raise Conflict(f"{to} has files that are no export; choose an empty or new folder")
    ready = to.with_name(f".{to.name}.{os.getpid()}.tmp")
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(parents=True)
    try:
        with read_only(snapshot) as connection:
            written = _write(connection, ready, kind, chosen)
        _swap(ready, to)
    finally:
        shutil.rmtree(ready, ignore_errors=True)
    return written


def _write(
    connection: duckdb.DuckDBPyConnection, ready: Path, kind: str, chosen: Sequence[str]
) -> dict[str, int]:
    connection.execute("SET threads = 1")  # one file a folder
    connection.execute("SET TimeZone = 'UTC'")
    there = [str(row[0]) for row in connection.execute("SHOW TABLES").fetchall()]
    unknown = sorted(set(chosen) - set(there))
    if unknown:
        raise InvalidInput(f"there is no table {', '.join(unknown)}", field="tables")
    names = list(chosen) or [name for name in there if name.startswith(_FOLDERS)]
    told = {name: _table(connection, name, ready, kind) for name in names}
    published = connection.execute(
        "SELECT strftime(published_at, '%Y-%m-%dT%H:%M:%SZ'), horizon FROM meta_publication"
    ).fetchall()[0]
    manifest = {
        "published_at": published[0],
        "horizon": published[1],
        "format": kind,
        "tables": told,
    }
    (ready / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return {name: int(str(table["rows"])) for name, table in told.items()}


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, ready: Path, kind: str
) -> dict[str, object]:
    columns = {
        str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {name}").fetchall()
    }
    rows = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]  # noqa: S608
    how = "FORMAT parquet, COMPRESSION zstd" if kind == "parquet" else "FORMAT csv, HEADER"
    target = ready / name
    if "business_date" in columns and rows:
        how += ", PARTITION_BY (business_date), WRITE_PARTITION_COLUMNS true"
    else:
        target.mkdir()
        target = target / f"data_0.{kind}"
    quoted = str(target).replace("'", "''")
    connection.execute(f"COPY (FROM {name} ORDER BY ALL) TO '{quoted}' ({how})")
    files = [
        {
            "path": path.relative_to(ready).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted((ready / name).rglob(f"*.{kind}"))
    ]
    return {"rows": rows, "columns": columns, "files": files}


def _swap(ready: Path, to: Path) -> None:
    old = to.with_name(f".{to.name}.{os.getpid()}.old")
    if to.exists():
        to.replace(old)
    ready.replace(to)
    shutil.rmtree(old, ignore_errors=True)
