"""What became of every row: the report file and the summary on the terminal."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from api.importing.csv_files import REJECTED, SKIPPED, Table
from api.importing.history import History
from api.importing.loading import Loaded
from chitrail.errors import InvalidInput
from chitrail.money import format_rupees

REPORT_HEADER = ("file", "line", "outcome", "reason", "row")
_SHOWN_REASONS = 5


@dataclass(frozen=True)
class Limit:
    """How many rejected rows an import bears: a number, or a share in per cent of all rows."""

    text: str

    def allows(self, rejected: int, read: int) -> bool:
        """Whether so many are still borne."""
        if self.text.endswith("%"):
            return rejected * 100 <= float(self.text[:-1]) * read
        return rejected <= int(self.text)


def parse_limit(text: str) -> Limit:
    """A limit such as "25" or "10%". Raises InvalidInput for anything else."""
    number = text.removesuffix("%")
    plain = number.replace(".", "", 1) if text.endswith("%") else number
    if not (plain.isascii() and plain.isdigit()):
        raise InvalidInput(f"{text!r} is neither a number nor a percentage", field="max-rejects")
    return Limit(text)


def count(tables: Iterable[Table], outcome: str) -> int:
    """Rows of an outcome (`rejected`, `skipped`) in all files."""
    return sum(fate.outcome == outcome for table in tables for fate in table.fates.values())


def write_report(path: Path, tables: Iterable[Table]) -> None:
    """Every row that is not in the books, in file order; only the header when there is none."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT_HEADER)
        for table in tables:
            for line, fate in sorted(table.fates.items()):
                original = csv_line(fate.row)
                writer.writerow((str(table.path), line, fate.outcome, fate.reason, original))


def csv_line(row: Iterable[str]) -> str:
    """A row as one line of CSV."""
    return ",".join(
        f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"\r\n') else text
        for text in row
    )


def show_rows(console: Console, tables: Iterable[Table]) -> None:
    """Rows of every file: read = accepted + skipped + rejected."""
    grid = Grid("file", "rows", "accepted", "skipped", "rejected", box=None)
    for table in tables:
        skipped, rejected = count([table], SKIPPED), count([table], REJECTED)
        accepted = len(table.rows) - skipped - rejected
        grid.add_row(table.name, *map(str, (len(table.rows), accepted, skipped, rejected)))
    console.print(grid)
    for table in tables:
        rejects = [(n, fate) for n, fate in sorted(table.fates.items()) if fate.outcome == REJECTED]
        for line, fate in rejects[:_SHOWN_REASONS]:
            console.print(f"  {table.name} line {line}: {fate.reason}")
        if len(rejects) > _SHOWN_REASONS:
            console.print(f"  {table.name}: {len(rejects) - _SHOWN_REASONS} more; see --report")


def show_loaded(console: Console, history: History, loaded: Loaded, *, dry_run: bool) -> None:
    """What changed and what the books hold now."""
    for remark in loaded.remarks[:_SHOWN_REASONS]:
        console.print(f"  {remark}")
    if len(loaded.remarks) > _SHOWN_REASONS:
        console.print(f"  {len(loaded.remarks) - _SHOWN_REASONS} more such remarks")
    verb = "would be new" if dry_run else "new"
    console.print(
        f"orders: {loaded.new_orders} {verb}, {loaded.unchanged_orders} unchanged, "
        f"{len(loaded.conflicts)} in conflict"
    )
    totals, currency = loaded.totals, history.outlet.currency
    console.print(
        f"{history.source} at {history.outlet.code}: {totals.orders} orders, {totals.lines} lines, "
        f"{totals.pieces} pieces, total {format_rupees(totals.paise)} {currency}"
    )
    if totals.cancelled:
        console.print(
            f"  {totals.cancelled} of them cancelled, {format_rupees(totals.cancelled_paise)}"
        )
    for method, number, paise in loaded.methods:
        console.print(f"  {method}: {number} payments, {format_rupees(paise)}")
    if dry_run:
        console.print("dry run: nothing was written")
    elif not loaded.new_orders and not loaded.conflicts:
        console.print("nothing changed: all of it was imported before")
