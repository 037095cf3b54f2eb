"""The gateway's reconciliation export: a CSV file whose columns are the fields of its API, in paise."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from api.requests import explain
from api.settlements.recon import ReconItem
from chitrail.errors import ChitrailError

WHOLE = ("debit", "credit", "amount", "fee", "tax", "created_at", "settled_at")
FLAGS = ("settled",)
TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_FIELDS = msgspec.structs.fields(ReconItem)
NAMES = tuple(field.name for field in _FIELDS)
REQUIRED = tuple(field.name for field in _FIELDS if field.required)
_DIGITS = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read: `row` as a spreadsheet counts (the header is row 1)."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.field}" if self.field else f"row {self.row}"
        return f"{where}: {self.reason}"


class BadFile(ChitrailError):
    """The file cannot be imported; nothing of it was. `rows` are its bad rows, if it has rows at all."""

    code = "settlement-file"
    title = "The file cannot be imported"

    def __init__(self, detail: str, rows: list[BadRow] | None = None) -> None:
        super().__init__(detail)
        self.rows = rows or []


def read(path: Path) -> list[ReconItem]:
    """Every item of a file. Raises BadFile when it cannot be opened, or any row is not valid."""
    records = _records(path)
    if not records or not records[0]:
        raise BadFile(f"{path.name}: the file is empty")
    header = [name.strip() for name in records[0]]
    missing = [name for name in REQUIRED if header.count(name) != 1]
    if missing:
        raise BadFile(f"{path.name}: the header must have each of {', '.join(missing)} once")
    items, bad = [], []
    for row, record in enumerate(records[1:], start=2):
        if not record:
            continue
        if len(record) != len(header):
            reason = f"has {len(record)} fields where the header has {len(header)}"
            bad.append(BadRow(row, "", reason))
            continue
        found = _item(row, dict(zip(header, record, strict=True)))
        if isinstance(found, BadRow):
            bad.append(found)
        else:
            items.append(found)
    if bad:
        raise BadFile(f"{path.name}: {len(bad)} bad rows, nothing was imported", bad)
    return items


def _records(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path.name}: not CSV in UTF-8 ({error})") from error


def _item(row: int, texts: dict[str, str]) -> ReconItem | BadRow:
    try:
        return msgspec.convert(
            {name: _value(name, texts.get(name, "")) for name in NAMES}, ReconItem
        )
    except msgspec.ValidationError as error:
        return BadRow(row, *explain(str(error)))


def _value(name: str, text: str) -> Any:
    """A cell as JSON would have it; "100.00" stays text and is refused, as it would be rupees."""
    text = text.strip()
    if text == "":
        return None
    if name in WHOLE and _DIGITS.fullmatch(text):
        return int(text)
    if name in FLAGS:
        return TRUTHS.get(text.lower(), text)
    return text
