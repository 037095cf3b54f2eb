"""Answers as text: a table for people, CSV and JSON for programs, Parquet for files."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.asking import Answer

MOST_ROWS = 500
"""Rows that a table for people shows."""


def as_table(answer: Answer) -> str:
    """Aligned columns, numbers to the right, and how many rows there are."""
    shown = [["" if one is None else str(one) for one in row] for row in answer.rows[:MOST_ROWS]]
    widths = [
        max(len(cell) for cell in column) for column in zip(answer.columns, *shown, strict=True)
    ]
    right = [
        any(isinstance(row[at], int | float | Decimal) for row in answer.rows[:1])
        for at in range(len(widths))
    ]

    def line(cells: list[str]) -> str:
        put = zip(cells, widths, right, strict=True)
        return "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in put).rstrip()

    count = len(answer.rows)
    end = f"({count} row{'' if count == 1 else 's'}"
    end += f", the first {MOST_ROWS} shown)" if count > MOST_ROWS else ")"
    return "\n".join(
        [line(answer.columns), line(["-" * w for w in widths]), *map(line, shown), end]
    )


def as_csv(answer: Answer) -> str:
    """RFC 4180 with a header; NULL is an empty field."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows(answer.rows)
    return out.getvalue().rstrip("\n")


def as_json(answer: Answer) -> str:
    """A list of objects; money stays exact as a string."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return json.dumps(rows, default=str, ensure_ascii=False, indent=1)


TEXTS: dict[str, Callable[[Answer], str]] = {"table": as_table, "csv": as_csv, "json": as_json}


def write(answer: Answer, kind: str, path: Path) -> None:
    """The answer as a file, there whole or not at all."""
    ready = path.with_name(path.name + ".tmp")
    if kind == "parquet":
        pq.write_table(_arrow(answer), ready)
    else:
        ready.write_text(TEXTS[kind](answer) + "\n", encoding="utf-8")
    ready.replace(path)


def _arrow(answer: Answer) -> pa.Table:
    columns = list(zip(*answer.rows, strict=True)) or [()] * len(answer.columns)
    arrays = [pa.array([_plain(one) for one in column]) for column in columns]
    return pa.Table.from_arrays(arrays, names=answer.columns)


def _plain(value: Any) -> Any:
    return str(value) if type(value).__name__ == "UUID" else value
