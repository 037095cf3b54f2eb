"""Great Expectations on DuckDB.

It reads a result after giving the connection back to the pool, which DuckDB's driver answers with an empty
row. Keeping one connection for the life of the engine, as it does itself for SQLite, avoids that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def keep_one_connection() -> None:
    """Make its SQL engine keep its connection when the dialect is DuckDB; may be called again."""
    from great_expectations.execution_engine.sqlalchemy_execution_engine import (
        SqlAlchemyExecutionEngine,
    )

    original = SqlAlchemyExecutionEngine.get_connection
    if getattr(original, "keeps_duckdb", False):
        return

    @contextmanager
    def get_connection(self: Any) -> Iterator[Any]:
        if self.dialect_name != "duckdb":
            with original(self) as connection:
                yield connection
            return
        if getattr(self, "duckdb_connection", None) is None:
            self.duckdb_connection = self.engine.connect()
        yield self.duckdb_connection

    get_connection.keeps_duckdb = True  # type: ignore[attr-defined]
    SqlAlchemyExecutionEngine.get_connection = get_connection  # type: ignore[method-assign]
