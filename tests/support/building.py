"""Loading and computing the warehouse in a test, without Dagster."""

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines.extract.load import Load, load
from pipelines.extract.source import attach
from warehouse.catalog import Catalog, catalog
from warehouse.connection import build
from warehouse.refresh import refresh


@dataclass
class Building:
    """A build file fed from one database."""

    path: Path
    database_url: str
    catalog: Catalog

    @contextmanager
    def open(self):
        with build(self.path) as connection:
            yield connection

    def load(self, *, full: bool = False) -> Load:
        """Read what changed; compute nothing."""
        with self.open() as connection:
            attach(connection, self.database_url.replace("+psycopg", ""))
            return load(connection, self.catalog, now=datetime.now(UTC), full=full)

    def update(self, *, full: bool = False, days: Sequence[date] = ()) -> Load:
        """Read what changed and compute everything that depends on it."""
        done = self.load(full=full)
        with self.open() as connection:
            for model in self.catalog.computed:
                refresh(connection, self.catalog, model.name, days)
        return done

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self.open() as connection:
            found: list[tuple[Any, ...]] = connection.execute(query, list(parameters)).fetchall()
        return found

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table with business content, in a fixed order."""
        names = [model.name for model in self.catalog.models if model.folder in ("raw", "marts")]
        return {name: self.rows(f"FROM {name} ORDER BY ALL") for name in names}


def building(folder: Path, database_url: str) -> Building:
    """An empty warehouse in `folder`, fed from the database."""
    return Building(folder / "build.duckdb", database_url, catalog())
