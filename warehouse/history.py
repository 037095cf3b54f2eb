"""What was known on a day: each day's last snapshot kept in pieces, and only the pieces that changed.

A piece is the rows of one table of one business day (of one month, once that is long past), or a whole table
that has no business days, as a Parquet file named after its content. A day's list names its pieces, so days
that agree share files and 400 days cost little more than one. Lists are written last: a killed run leaves
files that no list names, and the next run removes them.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from chitrail.errors import NotFound
from warehouse.connection import build, read_only
from warehouse.files import Files

SINGLE_DAYS = 62
"""Business days this recent are pieces of their own; older ones are joined by month."""
ZONE = "Asia/Kolkata"
_KEPT = ("dim_", "fct_", "mart_", "forecast_", "meta_publication", "meta_check_result")


@dataclass(frozen=True)
class KeptTable:
    """One table of a kept day: its columns with their types, and the files with its rows."""

    columns: list[tuple[str, str]]
    pieces: list[str]


def day_of(files: Files) -> date:
    """The calendar day in India on which the snapshot was published. Raises Unavailable without one."""
    with read_only(files.snapshot) as snapshot:
        (published,) = snapshot.execute(
            "SELECT epoch_us(published_at) FROM meta_publication"
        ).fetchall()[0]
    return calendar_day(datetime.fromtimestamp(published / 1_000_000, tz=UTC))


def calendar_day(at: datetime) -> date:
    """The calendar day in India of an instant."""
    return at.astimezone(ZoneInfo(ZONE)).date()


def remember(files: Files, *, keep_days: int) -> date:
    """Keep the published snapshot as what was known on its day; forget days older than `keep_days`."""
    known_on = day_of(files)
    pieces = files.history / "pieces"
    pieces.mkdir(parents=True, exist_ok=True)
    with read_only(files.snapshot) as snapshot:
        names = [row[0] for row in snapshot.execute("SHOW TABLES").fetchall()]
        kept = {
            name: asdict(_keep_table(snapshot, name, known_on, pieces))
            for name in sorted(names)
            if name.startswith(_KEPT)
        }
    ready = files.history / "list.tmp"
    ready.write_text(json.dumps({"known_on": known_on.isoformat(), "tables": kept}))
    _settle(ready, files.history / f"{known_on}.json")
    _forget(files, known_on - timedelta(days=keep_days))
    return known_on


def known_days(files: Files) -> list[date]:
    """The days that can be asked for, oldest first, without the present snapshot's."""
    return sorted(date.fromisoformat(path.stem) for path in files.history.glob("*.json"))


def as_known_on(files: Files, day: date, folder: Path) -> Path:
    """A DuckDB file of what was published last on or before `day`: the snapshot, or one made in `folder`.

    Raises NotFound when nothing that old is kept.
    """
    if files.snapshot.exists() and day_of(files) <= day:
        return files.snapshot
    days = known_days(files)
    fitting = [one for one in days if one <= day]
    if not fitting:
        oldest = f"the oldest day kept is {days[0]}" if days else "no day is kept yet"
        raise NotFound(f"nothing is kept of what was known on {day}; {oldest}")
    listed = json.loads((files.history / f"{fitting[-1]}.json").read_text())
    made = folder / f"{fitting[-1]}.duckdb"
    with build(made) as connection:
        for name, kept in listed["tables"].items():
            columns = ", ".join(f'"{column}" {kind}' for column, kind in kept["columns"])
            connection.execute(f"CREATE TABLE {name} ({columns})")
            for piece in kept["pieces"]:
                path = str(files.history / "pieces" / piece)
                connection.execute(f"INSERT INTO {name} FROM read_parquet(?)", [path])
    return made


def _keep_table(
    snapshot: duckdb.DuckDBPyConnection, name: str, known_on: date, folder: Path
) -> KeptTable:
    described = snapshot.execute(f"DESCRIBE {name}").fetchall()
    columns = [(str(row[0]), str(row[1])) for row in described]
    listed = ", ".join(f'"{column}"' for column, _ in columns)
    part = _part(known_on) if "business_date" in dict(columns) else "'all'"
    parts = snapshot.execute(
        f"SELECT {part} AS part, count(*), bit_xor(hash({listed})), sum(hash({listed})::HUGEINT)"  # noqa: S608
        f" FROM {name} GROUP BY part ORDER BY part"
    ).fetchall()
    pieces = []
    for key, *content in parts:
        told = repr((name, columns, duckdb.__version__, content)).encode()
        piece = f"{name}.{key}.{hashlib.sha256(told).hexdigest()[:24]}.parquet"
        if not (folder / piece).exists():
            ready = folder / "piece.tmp"
            snapshot.execute(
                f"COPY (FROM {name} WHERE {part} = '{key}' ORDER BY ALL) TO '{_quoted(ready)}'"
                " (FORMAT parquet, COMPRESSION zstd)"
            )
            _settle(ready, folder / piece)
        pieces.append(piece)
    return KeptTable(columns, pieces)


def _part(known_on: date) -> str:
    recent = known_on - timedelta(days=SINGLE_DAYS)
    return (
        f"CASE WHEN business_date IS NULL THEN 'none' WHEN business_date >= DATE '{recent}'"
        " THEN strftime(business_date, '%Y-%m-%d') ELSE strftime(business_date, '%Y-%m') END"
    )


def _forget(files: Files, before: date) -> None:
    for day in known_days(files):
        if day < before:
            (files.history / f"{day}.json").unlink()
    named = set[str]()
    for path in files.history.glob("*.json"):
        tables = json.loads(path.read_text())["tables"]
        named.update(piece for kept in tables.values() for piece in kept["pieces"])
    for path in (files.history / "pieces").iterdir():
        if path.name not in named:
            path.unlink()


def _settle(ready: Path, final: Path) -> None:
    with ready.open("rb") as handle:
        os.fsync(handle.fileno())
    ready.replace(final)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
