"""Asking the expectations of a file, read-only; Great Expectations takes seconds to load, so only here."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from pipelines.quality.expectation import UNEXPECTED_ROWS, Expectation
from warehouse.publish import CheckRow

OBSERVED_CHARACTERS = 300
EXAMPLES = 5
"""Rows that are shown of those that should not be there."""


@contextmanager
def checker(path: Path) -> Iterator["Checker"]:
    """Great Expectations on one DuckDB file, read-only. It keeps nothing on disk and reports to nobody.

    It works in a folder of its own beside the file: there go its temporary files, and there the file has a
    name nobody used before, so that DuckDB cannot answer from an earlier file of the same name that this
    process still has open.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="expectations-") as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            link = Path(folder) / path.name
            os.link(path, link)
            opened = Checker(link)
            yield opened
            opened.close()
        finally:
            tempfile.tempdir = before


class Checker:
    """An open file and the library; made by `checker`."""

    def __init__(self, path: Path) -> None:
        import great_expectations
        from great_expectations.data_context.types.base import ProgressBarsConfig

        from pipelines.quality.duckdb_support import keep_one_connection

        keep_one_connection()
        self._library = great_expectations
        context = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._source = context.data_sources.add_sql(
            "warehouse", connection_string=f"duckdb:///{path}?access_mode=READ_ONLY"
        )

    def check(
        self, suite: str, expectations: Iterable[Expectation], now: datetime
    ) -> list[CheckRow]:
        """Ask every expectation; one row each. An expectation that cannot be asked has failed."""
        ordered = sorted(expectations, key=lambda expectation: expectation.table)
        return [
            row
            for table, group in groupby(ordered, key=lambda expectation: expectation.table)
            for row in self._check_table(suite, table, list(group), now)
        ]

    def close(self) -> None:
        """Give the file back."""
        engine: Any = self._source.get_execution_engine()
        engine.duckdb_connection.close()
        engine.engine.dispose()

    def _check_table(
        self, suite: str, table: str, expectations: list[Expectation], now: datetime
    ) -> Iterator[CheckRow]:
        asset = self._source.add_table_asset(f"{suite}-{table}", table_name=table)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        built = [self._build(expectation) for expectation in expectations]
        asked = self._library.ExpectationSuite(name=f"{suite}-{table}", expectations=built)
        results = batch.validate(asked).results
        for expectation, asked_of, result in zip(expectations, built, results, strict=True):
            yield (
                suite,
                expectation.meaning or expectation.kind,
                table,
                expectation.column,
                bool(result.success),
                _observed(result) + self._rows(batch, expectation, asked_of, result),
                now,
            )

    def _rows(self, batch: Any, expectation: Expectation, built: Any, result: Any) -> str:
        """Some of the rows that should not be there; only then are they asked for."""
        if result.success or expectation.kind != UNEXPECTED_ROWS or _raised(result):
            return ""
        found = batch.validate(built, result_format="COMPLETE").result
        rows = found["details"]["unexpected_rows"][:EXAMPLES]
        told = "; ".join(", ".join(f"{name} {row[name]}" for name in row) for row in rows)
        return f" unexpected rows: {told}"[:OBSERVED_CHARACTERS]

    def _build(self, expectation: Expectation) -> Any:
        kind = getattr(self._library.expectations, expectation.kind)
        arguments = dict(expectation.arguments)
        if expectation.column and expectation.kind != UNEXPECTED_ROWS:
            arguments["column"] = expectation.column
        return kind(**arguments)


def _observed(result: Any) -> str:
    if raised := _raised(result):
        return f"could not be checked: {raised}"[:OBSERVED_CHARACTERS]
    found = result.result
    if "observed_value" in found:
        return str(found["observed_value"])[:OBSERVED_CHARACTERS]
    count, unexpected = found.get("element_count", 0), found.get("unexpected_count", 0)
    examples = found.get("partial_unexpected_list") or []
    text = f"{unexpected} of {count} rows unexpected"
    return f"{text}: {examples}"[:OBSERVED_CHARACTERS] if unexpected else text


def _raised(result: Any) -> str:
    """What went wrong while it was asked; the library tells it as it is, or by the id of each metric."""
    told = result.exception_info or {}
    parts = [told] if "raised_exception" in told else list(told.values())
    return "; ".join(part["exception_message"] for part in parts if part["raised_exception"])
