"""`sql` and `export`: how analysts ask the published snapshot and take it with them."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from chitrail.errors import ChitrailError
from chitrail.settings import Settings
from warehouse.asking import ask, freshness, session
from warehouse.export import export as export_to
from warehouse.files import Files
from warehouse.formats import TEXTS, write
from warehouse.history import as_known_on

_SNAPSHOT = typer.Option(help="A warehouse file; the one published here when left out.")
_AS_OF = typer.Option(help="As it was known at the end of this day (YYYY-MM-DD).")


def sql(
    command: Annotated[str, typer.Option("--command", "-c", help="Statements to run.")] = "",
    file: Annotated[str, typer.Option("--file", "-f", help="File with statements to run.")] = "",
    kind: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",
    out: Annotated[str, typer.Option(help="Write the answer to this file.")] = "",
    as_of: Annotated[str, _AS_OF] = "",
    snapshot: Annotated[str, _SNAPSHOT] = "",
) -> None:
    """Ask the published snapshot in SQL; nothing can be written. Without statements, an interactive shell.

    Examples: `chitrail sql`, `chitrail sql -c "FROM mart_daily_sales" --format csv`,
    `chitrail sql -f question.sql --as-of 2026-11-20 --format parquet --out answer.parquet`.
    """
    if kind not in (*TEXTS, "parquet"):
        raise typer.BadParameter("must be table, csv, json or parquet", param_hint="--format")
    if kind == "parquet" and not out:
        raise typer.BadParameter("is needed for parquet", param_hint="--out")
    with _told(), _opened(snapshot, as_of) as path, session(path) as connection:
        typer.echo(freshness(connection), err=True)
        if not command and not file and sys.stdin.isatty():
            from warehouse.prompt import converse

            converse(connection, Path.home() / ".chitrail_sql_history")
            return
        text = command or (Path(file).read_text(encoding="utf-8") if file else sys.stdin.read())
        for answer in ask(connection, text):
            if out:
                write(answer, kind, Path(out))
            else:
                typer.echo(TEXTS[kind](answer))


def export(
    to: Annotated[str, typer.Option(help="Folder to write; an earlier export there is replaced.")],
    kind: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",
    tables: Annotated[str, typer.Option(help="Only these, separated by commas.")] = "",
    as_of: Annotated[str, _AS_OF] = "",
    snapshot: Annotated[str, _SNAPSHOT] = "",
) -> None:
    """Write the snapshot's facts, dimensions and summaries to a folder, with a manifest.

    Example: `chitrail export --to sales --format csv --tables mart_daily_sales,dim_item`.
    """
    chosen = [name.strip() for name in tables.split(",") if name.strip()]
    with _told(), _opened(snapshot, as_of) as path:
        for name, rows in export_to(path, Path(to), kind, chosen).items():
            typer.echo(f"{name:32} {rows:>10} rows")


@contextmanager
def _opened(snapshot: str, as_of: str) -> Iterator[Path]:
    path = Path(snapshot) if snapshot else Settings.from_env(os.environ).warehouse_snapshot
    if not as_of:
        yield path
        return
    try:
        day = date.fromisoformat(as_of)
    except ValueError as error:
        raise typer.BadParameter(f"{as_of!r} is not a date", param_hint="--as-of") from error
    with tempfile.TemporaryDirectory(prefix="chitrail-as-of-") as folder:
        yield as_known_on(Files(path), day, Path(folder))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (ChitrailError, duckdb.Error, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
