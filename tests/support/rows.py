"""One row of every table for an outlet, made from the models, in a database without checks."""

import importlib
import pkgutil
from datetime import UTC, date, datetime, time
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects import postgresql

import api
from api.models import Base
from chitrail.ids import named_id

SAMPLES: dict[str, Any] = {
    "boolean": True,
    "bytea": b"w",
    "date": date(2026, 4, 1),
    "jsonb": Jsonb({}),
    "time without time zone": time(22),
    "timestamp with time zone": datetime(2026, 4, 1, tzinfo=UTC),
    "timestamp without time zone": datetime(2026, 4, 1),  # noqa: DTZ001 - the column has no zone
}
_CHECKS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


def metadata() -> MetaData:
    """The models of every domain."""
    for module in pkgutil.walk_packages(api.__path__, "api."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    return Base.metadata


def drop_checks(admin: psycopg.Connection) -> None:
    """Let rows of no sense in: no check, and (for this connection) no trigger and no reference."""
    for (statement,) in admin.execute(_CHECKS).fetchall():
        admin.execute(statement)
    admin.execute("SET session_replication_role = replica")


def row_of(table: Table, outlet: str) -> dict[str, Any]:
    """Values of the row an outlet has in a table; references lead to its own rows."""
    return {
        column.name: _value(table, column, outlet)
        for column in table.columns
        if not column.identity and not column.computed and column.name != "xid"
    }


def add(admin: psycopg.Connection, table: Table, outlet: str) -> None:
    """Insert it."""
    row = row_of(table, outlet)
    admin.execute(insertion(table, row), list(row.values()))


def insertion(table: Table, row: dict[str, Any]) -> sql.Composed:
    """`INSERT` of a row."""
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() for _ in row),
    )


def _value(table: Table, column: Column[Any], outlet: str) -> Any:
    if column.name == "outlet_id" or (table.name, column.name) == ("outlets", "id"):
        return outlet
    for key in column.foreign_keys:
        return _value(key.column.table, key.column, outlet)
    kind = column.type.compile(dialect=postgresql.dialect()).lower()
    if kind == "uuid":
        return named_id(outlet, table.name, column.name)
    if kind in SAMPLES:
        return b"w" + outlet.encode() if kind == "bytea" else SAMPLES[kind]
    if kind.endswith("[]"):
        return []
    if kind.startswith(("text", "varchar")):
        return f"{outlet} {table.name} {column.name}"
    if kind.startswith("char"):
        return "INR"
    return 1
