"""A sandbox as the gateway; and a database of one's own for each rule."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.database import Database
from api.settlements import service
from chitrail.settings import Settings
from tests.support import restaurant
from tests.support.sandbox import RunningSandbox
from tests.support.settings import environment

Write = Callable[[Sequence[dict[str, Any]]], Path]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    running = RunningSandbox(tmp_path_factory.mktemp("sandbox"), webhook_url="")
    running.start()
    yield running
    running.program.kill()


@pytest.fixture(scope="module")
def settings(
    restaurant_url: str, sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return Settings.from_env(environment(restaurant_url, home, RAZORPAY_BASE_URL=sandbox.url))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write(items) gives the gateway's export of them."""

    def of(items: Sequence[dict[str, Any]]) -> Path:
        path = tmp_path / "export.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(items[0]))
            writer.writeheader()
            for item in items:
                flags = {k: str(v).lower() for k, v in item.items() if isinstance(v, bool)}
                writer.writerow(item | flags)
        return path

    return of


@pytest.fixture
def shop_url(database_url: str) -> str:
    """A fresh database with the restaurant."""
    restaurant.build(database_url)
    return database_url


@pytest.fixture
def shop(shop_url: str) -> Iterator[psycopg.Connection]:
    """An autocommit connection to it."""
    url = shop_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def shop_settings(shop_url: str, tmp_path: Path) -> Settings:
    return Settings.from_env(environment(shop_url, tmp_path))


class Importer:
    """Imports items as the gateway's export, and tells what is open afterwards."""

    def __init__(self, database: Database, shop: psycopg.Connection, write: Write) -> None:
        self.database, self.shop, self.write = database, shop, write

    def __call__(self, *items: dict[str, Any]) -> set[tuple[str, str]]:
        """Import; kind and subject of every open exception."""
        found = service.read_file(self.write(items))
        service.book_all(self.database, found, service.CSV)
        return self.check()

    def check(self) -> set[tuple[str, str]]:
        """Compare again; kind and subject of every open exception."""
        service.check(self.database)
        rows = self.shop.execute(
            "SELECT kind, subject FROM settlement_exceptions WHERE resolved_at IS NULL"
        )
        return {(kind, subject) for kind, subject in rows}

    def balance(self, account: str) -> int:
        """Paise on an account of the ledger."""
        found = self.shop.execute(
            "SELECT coalesce(sum(amount_paise), 0) FROM ledger_entries WHERE account = %s",
            (account,),
        ).fetchone()
        assert found is not None
        return int(found[0])


@pytest.fixture
def importing(
    shop_settings: Settings, shop: psycopg.Connection, write: Write
) -> Iterator[Importer]:
    database = Database(shop_settings, application_name="test")
    yield Importer(database, shop, write)
    database.dispose()
