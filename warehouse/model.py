"""A model: one table of the warehouse, described by the header of its SQL file."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chitrail.errors import ConfigurationError


class Refresh(StrEnum):
    """How a model follows its sources."""

    EXTRACT = "extract"
    """Rows changed in PostgreSQL since the last load, merged by the grain."""
    SNAPSHOT = "snapshot"
    """Read whole from PostgreSQL: tables without a change stamp."""
    VIEW = "view"
    """Computed when read."""
    DAYS = "days"
    """Recomputed for the business days whose sources changed."""
    WHOLE = "whole"
    """Recomputed whole: small tables."""
    WRITTEN = "written"
    """Filled by a program; the file holds its columns alone."""


@dataclass(frozen=True)
class Column:
    """A column with the type it must have and its meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Model:
    """One table or view and where it comes from; `sql` is empty when a program writes it."""

    name: str
    folder: str
    title: str
    grain: tuple[str, ...]
    source: str
    owner: str
    refresh: Refresh
    columns: tuple[Column, ...]
    sql: str

    @property
    def column_names(self) -> list[str]:
        """Names in the order of the header."""
        return [column.name for column in self.columns]


_FIELD = re.compile(r"-- (grain|source|owner|refresh): +(\S.*)")
_COLUMN = re.compile(r"--   (\w+) +([A-Z][A-Z0-9]*(?:\(\d+, ?\d+\))?)  +(\S.*)")


def read_model(path: Path) -> Model:
    """Parse a model file.

    The header is `-- <table>: <title>`, then `grain`, `source`, `owner` and `refresh`, then `columns:` with
    one `name TYPE  meaning` a line. Raises ConfigurationError naming the file and the line it cannot read.
    """
    header, sql = _split(path)
    title = re.fullmatch(rf"-- {path.stem}: (.+)", header[0] if header else "")
    if title is None:
        raise ConfigurationError(f"{path}: the first line must be '-- {path.stem}: <title>'")
    fields: dict[str, str] = {}
    columns: list[Column] = []
    for line in header[1:]:
        if found := _FIELD.fullmatch(line):
            fields[found[1]] = found[2]
        elif found := _COLUMN.fullmatch(line):
            columns.append(Column(found[1], found[2], found[3]))
        elif line != "-- columns:":
            raise ConfigurationError(f"{path}: cannot read the header line {line!r}")
    missing = {"grain", "source", "owner", "refresh"} - fields.keys()
    if missing or not columns:
        raise ConfigurationError(f"{path}: the header lacks {sorted(missing) or 'columns'}")
    return Model(
        name=path.stem,
        folder=path.parent.name,
        title=title[1],
        grain=tuple(part.strip() for part in fields["grain"].split(",")),
        source=fields["source"],
        owner=fields["owner"],
        refresh=Refresh(fields["refresh"]),
        columns=tuple(columns),
        sql=sql,
    )


def _split(path: Path) -> tuple[list[str], str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:end], "\n".join(lines[end:]).strip().rstrip(";")
