"""The models and the migrated database are the same schema."""

import importlib
import pkgutil

import psycopg
import pytest
from sqlalchemy.dialects import postgresql

import api
from api.models import Base

BOOKKEEPING = {"alembic_version"}
_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       coalesce(a.attnum = ANY(k.conkey), false)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
"""
_REFERENCES = """
SELECT conrelid::regclass::text, confrelid::regclass::text, a.attname
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE contype = 'f' AND array_length(conkey, 1) = 1
"""


@pytest.fixture(scope="module")
def metadata():
    for module in pkgutil.walk_packages(api.__path__, "api."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    return Base.metadata


@pytest.fixture
def connection(module_database_url):
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url) as connection:
        yield connection


def spelled(kind) -> str:
    """A column type as PostgreSQL writes it."""
    text = kind.compile(dialect=postgresql.dialect()).lower().replace(", ", ",")
    return "character" + text.removeprefix("char") if text.startswith("char(") else text


def test_tables_columns_types_nullability_and_keys_are_equal(metadata, connection):
    stored = {row for row in connection.execute(_COLUMNS) if row[0] not in BOOKKEEPING}
    modelled = {
        (table.name, column.name, spelled(column.type), column.nullable, column.primary_key)
        for table in metadata.tables.values()
        for column in table.columns
    }
    assert modelled - stored == set()
    assert stored - modelled == set()


def test_references_are_equal(metadata, connection):
    stored = set(connection.execute(_REFERENCES))
    modelled = {
        (table.name, key.column.table.name, key.parent.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
    }
    assert modelled == stored
