"""Making the tables and views of the models, with their documentation in the database."""

import duckdb

from warehouse.catalog import Catalog
from warehouse.model import Model, Refresh


def create_table(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the table, empty, with its comments, unless it is there.

    One that is there with other columns is made anew: its definition's fingerprint has changed with them, so
    whoever fills it does so from the beginning.
    """
    _drop_other(connection, model)
    columns = ", ".join(f"{column.name} {column.type}" for column in model.columns)
    connection.execute(f"CREATE TABLE IF NOT EXISTS {model.name} ({columns})")
    _comment(connection, model, "TABLE")


def create_view(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create or replace the view, with its comments."""
    if _kind(connection, model) == "BASE TABLE":
        connection.execute(f"DROP TABLE {model.name}")
    connection.execute(f"CREATE OR REPLACE VIEW {model.name} AS {model.sql}")
    _comment(connection, model, "VIEW")


def create_missing(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Every table and view of the catalog; what is there keeps its rows."""
    for model in catalog.models:
        if model.refresh is Refresh.VIEW:
            create_view(connection, model)
        else:
            create_table(connection, model)


def _drop_other(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    kind = _kind(connection, model)
    if kind == "VIEW":
        connection.execute(f"DROP VIEW {model.name}")
    elif kind and _columns(connection, f"FROM {model.name}") != _declared(connection, model):
        connection.execute(f"DROP TABLE {model.name}")


def _kind(connection: duckdb.DuckDBPyConnection, model: Model) -> str:
    """BASE TABLE, VIEW, or '' when there is nothing of that name."""
    rows = connection.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [model.name]
    ).fetchall()
    return str(rows[0][0]) if rows else ""


def _declared(connection: duckdb.DuckDBPyConnection, model: Model) -> list[tuple[str, str]]:
    nulls = ", ".join(f"NULL::{column.type} AS {column.name}" for column in model.columns)
    return _columns(connection, f"SELECT {nulls}")


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in connection.execute(f"DESCRIBE {query}").fetchall()]


def _comment(connection: duckdb.DuckDBPyConnection, model: Model, kind: str) -> None:
    text = f"{model.title} Grain: {', '.join(model.grain)}. Source: {model.source}."
    connection.execute(f"COMMENT ON {kind} {model.name} IS '{_escaped(text)}'")
    for column in model.columns:
        target = f"{model.name}.{column.name}"
        connection.execute(f"COMMENT ON COLUMN {target} IS '{_escaped(column.meaning)}'")


def _escaped(text: str) -> str:
    return text.replace("'", "''")
