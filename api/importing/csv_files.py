"""CSV files: opened whole, checked against their header, every row's fate remembered by its line."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.importing.mapping import FileFormat
from api.importing.problems import MappingProblem

GZIP_MAGIC = b"\x1f\x8b"
Progress = Callable[[int], None]
REJECTED, SKIPPED = "rejected", "skipped"


@dataclass(frozen=True)
class Fate:
    """Why a row is not in the books: `outcome` is `rejected` or `skipped`."""

    outcome: str
    reason: str
    row: Sequence[str]


@dataclass
class Table:
    """One file: its header and its rows, each with the number of the line it begins on."""

    path: Path
    header: list[str]
    rows: list[tuple[int, list[str]]]
    blanks: frozenset[str]
    fates: dict[int, Fate] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How messages call the file."""
        return self.path.name

    def index(self, column: str, key: str) -> int:
        """Position of a column; `key` is the mapping key that asks for it."""
        found = self.header.count(column)
        if found != 1:
            trouble = "stands more than once in" if found else "is not in"
            listed = ", ".join(map(repr, self.header))
            raise MappingProblem(
                self.path, f"{key}: the column {column!r} {trouble} the header ({listed})"
            )
        return self.header.index(column)

    def reject(self, line: int, row: Sequence[str], reason: str) -> None:
        """Note that a row is refused; the first reason stays."""
        self.fates.setdefault(line, Fate(REJECTED, reason, row))

    def skip(self, line: int, row: Sequence[str], reason: str) -> None:
        """Note that a row is left out on purpose."""
        self.fates.setdefault(line, Fate(SKIPPED, reason, row))

    def living(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that are neither rejected nor skipped so far."""
        return ((line, row) for line, row in self.rows if line not in self.fates)


def read_table(path: Path, stated: FileFormat, fallback: FileFormat) -> Table:
    """All rows of a file, plain or gzip.

    Raises MappingProblem when it cannot be opened, is not in the stated encoding or has no header. A row
    whose number of fields is not the header's is rejected.
    """

    def setting(key: str, otherwise: object) -> object:
        own, general = getattr(stated, key), getattr(fallback, key)
        return own if own is not None else general if general is not None else otherwise

    text = _decode(path, str(setting("encoding", "utf-8")))
    skip_lines, columns = setting("skip_lines", 0), setting("columns", None)
    stream = io.StringIO(text, newline="")
    for _ in range(skip_lines if isinstance(skip_lines, int) else 0):
        stream.readline()
    records = _records(path, stream, str(setting("delimiter", ",")), str(setting("quote", '"')))
    first = 1 + (skip_lines if isinstance(skip_lines, int) else 0)
    header = list(columns) if isinstance(columns, list) else next(records, (0, []))[1]
    if not header:
        raise MappingProblem(path, "the file is empty")
    blank = setting("blank", [])
    table = Table(
        path,
        [name.strip() for name in header],
        [(first - 1 + line, row) for line, row in records if row],
        frozenset({"", *(blank if isinstance(blank, list) else [])}),
    )
    _check_widths(table)
    for key in ("skip_rows", "keep_rows"):
        texts = setting(key, {})
        _choose_rows(table, key, texts if isinstance(texts, dict) else {})
    return table


def _decode(path: Path, encoding: str) -> str:
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw.startswith(GZIP_MAGIC) else raw
        return raw.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError as error:
        raise MappingProblem(path, f"there is no encoding {encoding!r}") from error
    except UnicodeError as error:
        raise MappingProblem(
            path, f"not in {encoding} ({error}); state another `encoding` in the mapping"
        ) from error
    except (OSError, EOFError) as error:
        raise MappingProblem(path, getattr(error, "strerror", None) or str(error)) from error


def _records(
    path: Path, stream: io.StringIO, delimiter: str, quote: str
) -> Iterator[tuple[int, list[str]]]:
    """(line the record begins on, fields)."""
    try:
        reader = csv.reader(
            stream,
            delimiter=delimiter,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            strict=True,
        )
    except TypeError as error:
        raise MappingProblem(
            path, f"delimiter {delimiter!r} and quote {quote!r} must each be one character"
        ) from error
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise MappingProblem(path, f"line {line}: {error}") from error


def _check_widths(table: Table) -> None:
    width = len(table.header)
    for line, row in table.rows:
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) != width:
            table.reject(line, row, f"has {len(row)} fields where the header has {width}")


def _choose_rows(table: Table, key: str, texts_by_column: dict[str, list[str]]) -> None:
    """Skip what `skip_rows` lists, or what `keep_rows` does not."""
    for column, texts in texts_by_column.items():
        position = table.index(column, key)
        for line, row in table.living():
            text = row[position].strip()
            if (text in texts) == (key == "skip_rows"):
                table.skip(line, row, f"{key}: {column} is {text!r}")
