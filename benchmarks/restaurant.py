"""A restaurant on a database of its own, and the API on it, for the length of a benchmark."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import create_engine

from api import migrations
from api.app import create_app
from api.seeding.restaurant import read_restaurant
from api.seeding.service import seed
from chitrail import tokens
from chitrail.local.postgres import EmbeddedPostgres
from chitrail.settings import Settings
from chitrail.tokens import Actor

SECRET = "benchmark-secret-of-more-than-thirty-two-bytes"  # noqa: S105 - opens nothing
STAFF = "SELECT id, outlet_id, role, display_name FROM staff WHERE role = 'cashier' LIMIT 1"


@dataclass(frozen=True)
class Bench:
    """The API, a cashier's token for it, and a connection beside it."""

    app: Flask
    settings: Settings
    headers: dict[str, str]
    connection: psycopg.Connection
    outlet_id: str


@contextmanager
def bench() -> Iterator[Bench]:
    """PostgreSQL with its durability on, seeded; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="chitrail-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with EmbeddedPostgres(home / "postgres") as server:
            settings = _settings(server.url(), home)
            engine = create_engine(settings.database_url)
            with engine.connect() as connection:
                migrations.upgrade(connection)
            engine.dispose()
            seed(settings, read_restaurant("demo"), history_days=0)
            app = create_app(settings)
            with psycopg.connect(settings.libpq_url, autocommit=True) as connection:
                yield _bench(app, settings, connection)
            app.extensions["database"].dispose()


def _bench(app: Flask, settings: Settings, connection: psycopg.Connection) -> Bench:
    identity, outlet, role, name = connection.execute(STAFF).fetchone() or ("", "", "", "")
    actor = Actor(str(identity), outlet, role, name)
    token, _ = tokens.encode(actor, SECRET, lifetime=timedelta(hours=2))
    return Bench(app, settings, {"Authorization": f"Bearer {token}"}, connection, outlet)


def _settings(url: str, home: Path) -> Settings:
    return Settings.from_env(
        {
            **os.environ,
            "CHITRAIL_HOME": str(home),
            "DATABASE_URL": url,
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
            "CHITRAIL_SECRET_KEY": SECRET,
            # Counted as always, and never reached.
            "CHITRAIL_LIMIT_ACTOR_PER_SECOND": "1000000",
            "CHITRAIL_LIMIT_ACTOR_BURST": "1000000",
            "RAZORPAY_KEY_ID": "rzp_test_benchmark",
            "RAZORPAY_KEY_SECRET": "benchmark",
            "RAZORPAY_WEBHOOK_SECRET": "benchmark",
        }
    )
