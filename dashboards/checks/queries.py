"""Questions to the warehouse about its checks."""

from dataclasses import replace
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from dashboards.checks.models import Check
from dashboards.snapshot import fetch

_CHECKS = """
SELECT
    suite,
    expectation,
    coalesce(table_name, ''),
    coalesce(column_name, ''),
    success,
    coalesce(CAST(observed AS VARCHAR), ''),
    epoch_us(checked_at)
FROM meta_check_result
ORDER BY success, suite, table_name, column_name, expectation
"""


def results(connection: DuckDBPyConnection) -> list[Check]:
    """The last run's results, failures first."""
    rows = fetch(connection, Check, _CHECKS)
    return [replace(row, checked_at=_instant(row.checked_at)) for row in rows]


def _instant(microseconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(microseconds)) / 1e6, UTC)
