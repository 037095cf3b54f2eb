"""One expectation as plain data: making it loads nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNEXPECTED_ROWS = "UnexpectedRowsExpectation"


@dataclass(frozen=True)
class Expectation:
    """One expectation: its class in Great Expectations, what it is asked of, and its arguments."""

    kind: str
    table: str
    column: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    meaning: str = ""


def no_rows(table: str, meaning: str, query: str, column: str = "") -> Expectation:
    """The query, in which `{batch}` is the table, finds nothing."""
    arguments = {"unexpected_rows_query": query}
    return Expectation(UNEXPECTED_ROWS, table, column, arguments, meaning)
