"""The interactive shell: statements end with `;`, lines are remembered between sessions."""

import atexit
import readline
from pathlib import Path

import duckdb
import typer

from warehouse.asking import ask, freshness, tables
from warehouse.formats import as_table

_HELP = """\
SQL ending with ; is run. .tables  .schema TABLE  .fresh  .help  .quit"""


def converse(connection: duckdb.DuckDBPyConnection, history: Path) -> None:
    """Read and answer until the end of input."""
    _remember_lines(history)
    _complete(list(tables(connection)))
    typer.echo(_HELP)
    waiting = ""
    while True:
        try:
            line = input("     ...> " if waiting else "chitrail> ")
        except EOFError:
            typer.echo()
            return
        except KeyboardInterrupt:
            waiting = ""
            typer.echo()
            continue
        if not waiting and line.strip().startswith("."):
            if line.strip() in (".quit", ".exit"):
                return
            typer.echo(_dot(connection, line.strip()))
            continue
        waiting = f"{waiting}\n{line}" if waiting else line
        if waiting.rstrip().endswith(";"):
            typer.echo(_answered(connection, waiting))
            waiting = ""
        elif not waiting.strip():
            waiting = ""


def _dot(connection: duckdb.DuckDBPyConnection, line: str) -> str:
    word, _, rest = line.partition(" ")
    if word == ".tables":
        return "\n".join(tables(connection))
    if word == ".fresh":
        return freshness(connection)
    if word == ".schema" and rest.strip() in tables(connection):
        return _answered(
            connection,
            "SELECT column_name, data_type, comment FROM duckdb_columns() "  # noqa: S608 - a known name
            f"WHERE table_name = '{rest.strip()}' ORDER BY column_index",
        )
    return _HELP


def _answered(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    try:
        return "\n".join(as_table(answer) for answer in ask(connection, text)) or "done"
    except duckdb.Error as error:
        return str(error)


def _remember_lines(history: Path) -> None:
    if history.exists():
        readline.read_history_file(history)
    readline.set_history_length(2000)
    atexit.register(readline.write_history_file, history)


def _complete(names: list[str]) -> None:
    words = [*names, *("SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT")]

    def find(text: str, state: int) -> str | None:
        fitting = [word for word in words if word.lower().startswith(text.lower())]
        return fitting[state] if state < len(fitting) else None

    readline.set_completer(find)
    readline.parse_and_bind("tab: complete")
