"""Making the tables and views of the models, with their documentation in the database."""

import duckdb

from warehouse.catalog import Catalog
from warehouse.model import Model, Refresh


def create_table(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the table, empty, with its comments, unless it is there."""
    columns = ", ".join(f"{column.name} {column.type}" for column in model.columns)
    connection.execute(f"CREATE TABLE IF NOT EXISTS {model.name} ({columns})")
    _comment(connection, model, "TABLE")


def create_view(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create or replace the view, with its comments."""
    connection.execute(f"CREATE OR REPLACE VIEW {model.name} AS {model.sql}")
    _comment(connection, model, "VIEW")


def create_missing(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Every table and view of the catalog; what is there keeps its rows."""
    for model in catalog.models:
        if model.refresh is Refresh.VIEW:
            create_view(connection, model)
        else:
            create_table(connection, model)


def _comment(connection: duckdb.DuckDBPyConnection, model: Model, kind: str) -> None:
    text = f"{model.title} Grain: {', '.join(model.grain)}. Source: {model.source}."
    connection.execute(f"COMMENT ON {kind} {model.name} IS '{_escaped(text)}'")
    for column in model.columns:
        target = f"{model.name}.{column.name}"
        connection.execute(f"COMMENT ON COLUMN {target} IS '{_escaped(column.meaning)}'")


def _escaped(text: str) -> str:
    return text.replace("'", "''")
