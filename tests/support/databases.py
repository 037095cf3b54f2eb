"""Databases for tests: each a clone of one migrated template, dropped afterwards."""

import itertools
import os
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine

from api import migrations
from chitrail.local.postgres import EmbeddedPostgres

_TEMPLATE = "chitrail_template"
_numbers = itertools.count(1)


def admin_connection(server: EmbeddedPostgres) -> psycopg.Connection:
    """A superuser connection outside any transaction."""
    url = server.url("postgres").replace("postgresql+psycopg://", "postgresql://", 1)
    return psycopg.connect(url, autocommit=True)


@pytest.fixture(scope="session")
def database_template(postgres_server: EmbeddedPostgres) -> str:
    """Name of a database at the newest revision."""
    with admin_connection(postgres_server) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    engine = create_engine(postgres_server.url(_TEMPLATE))
    with engine.connect() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    return _TEMPLATE


def _clone(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with admin_connection(server) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    yield server.url(name)
    with admin_connection(server) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(postgres_server: EmbeddedPostgres, database_template: str) -> Iterator[str]:
    """SQLAlchemy URL of a fresh, migrated, empty database for one test."""
    yield from _clone(postgres_server, database_template)


@pytest.fixture(scope="module")
def module_database_url(postgres_server: EmbeddedPostgres, database_template: str) -> Iterator[str]:
    """The same, shared by the tests of one module."""
    yield from _clone(postgres_server, database_template)


@pytest.fixture
def connect(database_url: str) -> Iterator[Callable[[], psycopg.Connection]]:
    """Opens autocommit connections to the test's database and closes them at its end."""
    opened: list[psycopg.Connection] = []

    def open_connection() -> psycopg.Connection:
        url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        opened.append(psycopg.connect(url, autocommit=True))
        return opened[-1]

    yield open_connection
    for connection in opened:
        connection.close()
