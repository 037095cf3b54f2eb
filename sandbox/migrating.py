"""The store's schema, brought up to date when the sandbox starts."""

import sqlite3
from pathlib import Path

STEPS = ("schema.sql", "schema_2.sql", "schema_3.sql", "schema_4.sql")
"""In order; the number of steps done is the database's user_version."""


def migrate(connection: sqlite3.Connection) -> None:
    """Run the steps this database has not seen, each all or nothing."""
    connection.execute("PRAGMA journal_mode = WAL")
    done = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, name in enumerate(STEPS[done:], start=done + 1):
        step = Path(__file__).with_name(name).read_text(encoding="utf-8")
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;"
        )
