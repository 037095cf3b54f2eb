"""Small histories written to files, imported through the service, and looked up in the books."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from api.importing.mapping_file import read_mapping
from api.importing.reading import Inputs
from api.importing.service import Job, Outcome, run
from api.importing.summary import parse_limit

OUTLET = "outlet: {name: Test, zone: Asia/Kolkata, currency: INR}\n"


TABLES = (
    "outlets",
    "stations",
    "menu_categories",
    "menu_items",
    "ingredients",
    "recipes",
    "recipe_lines",
    "orders",
    "order_lines",
    "payments",
    "outbox",
    "stock_movements",
)


def untracked(things: Iterable[Any], what: str, total: int) -> Iterable[Any]:
    return things


@dataclass
class Importer:
    """Imports into one database; files are written to `folder`."""

    folder: Path
    database_url: str
    names: dict[str, Path] = field(default_factory=dict)

    def run(
        self,
        mapping: str,
        *,
        outlet: str = "test-outlet",
        limit: str = "0",
        dry_run: bool = False,
        menu: Iterable[str] = (),
        **files: str,
    ) -> Outcome:
        """Import texts of files by a mapping; the report is `folder/report.csv`."""
        path = self.folder / "mapping.yaml"
        path.write_text(mapping if "outlet:" in mapping else OUTLET + mapping)
        paths = {name: self.write(f"{name}.csv", text) for name, text in files.items()}
        menus = [self.write(f"menu{number}.csv", text) for number, text in enumerate(menu)]
        job = Job(
            mapping=read_mapping(path),
            inputs=Inputs(menu=menus, **paths),
            outlet=outlet,
            name="test",
            limit=parse_limit(limit),
            report=self.folder / "report.csv",
            dry_run=dry_run,
        )
        return run(job, self.libpq_url, untracked)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @property
    def libpq_url(self) -> str:
        return self.database_url.replace("postgresql+psycopg://", "postgresql://", 1)

    def query(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.libpq_url) as connection:
            return connection.execute(text, values).fetchall()

    def counts(self) -> dict[str, int]:
        """Rows of every table an import may write to."""
        return {table: self.query(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}  # noqa: S608


def reasons(outcome: Outcome) -> dict[int, str]:
    """Reason by line of the first file."""
    return {line: fate.reason for line, fate in outcome.tables[0].fates.items()}
