"""What every step of a run works with: settings, files, and the warehouse's only writer lock."""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

import dagster as dg
import duckdb

from chitrail.settings import Settings
from warehouse.connection import build
from warehouse.files import Files
from warehouse.lock import writer_lock

POOL = "duckdb_writer"
RESOURCE = "workshop"


class Workshop:
    """One run's hold on the build file; no other run can write while it lives."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.files = Files(settings.warehouse_snapshot)
        self._started = time.monotonic()

    def open(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """The build file, for the length of one step."""
        return build(self.files.build)

    @property
    def seconds(self) -> float:
        """Since the run began to work."""
        return time.monotonic() - self._started


@dg.resource(
    description="Settings, the warehouse's files and its writer lock, held for a whole run."
)
def workshop(_context: dg.InitResourceContext) -> Iterator[Workshop]:
    """Wait, bounded, for the writer lock; give it back when the run ends."""
    settings = Settings.from_env(os.environ)
    with writer_lock(settings.warehouse_folder):
        yield Workshop(settings)


def workshop_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Workshop:
    """The run's workshop."""
    found: Workshop = getattr(context.resources, RESOURCE)
    return found
