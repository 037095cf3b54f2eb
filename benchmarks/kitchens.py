"""Kitchens whose orders were completed, and the messages that tell of it, for benchmarks of the streams."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import create_engine

from api import migrations
from chitrail.local.kafka import EmbeddedKafka
from chitrail.local.postgres import EmbeddedPostgres
from tests.support.kitchen import Dish, Kitchen, Message, message, wrapped
from tests.support.servers import create_topics, jars
from tests.support.settings import environment


@dataclass(frozen=True)
class House:
    """A PostgreSQL with its durability on, a Kafka, and where they are."""

    home: Path
    database_url: str
    bootstrap_servers: str
    connection: psycopg.Connection[Any]

    @property
    def libpq_url(self) -> str:
        """As psycopg reads it."""
        return self.database_url.replace("+psycopg", "", 1)

    def environment(self, name: str) -> dict[str, str]:
        """Environment of a worker that writes below a folder of its own."""
        home = self.home / name
        home.mkdir(exist_ok=True)
        return environment(self.database_url, home, kafka_bootstrap=self.bootstrap_servers)


@contextmanager
def house() -> Iterator[House]:
    """Both servers with the schema and the topics; everything is gone afterwards."""
    with TemporaryDirectory(prefix="chitrail-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with (
            EmbeddedPostgres(home / "postgres") as server,
            EmbeddedKafka(home / "kafka", jars=jars()) as kafka,
        ):
            create_topics(kafka.bootstrap_servers)
            url = server.url()
            engine = create_engine(url)
            with engine.connect() as connection:
                migrations.upgrade(connection)
            engine.dispose()
            with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
                yield House(home, url, kafka.bootstrap_servers, connection)


@dataclass
class Trade:
    """Completed orders of several kitchens, with what they must have taken from stock."""

    kitchens: list[Kitchen]
    dice: random.Random
    lines: int
    used: dict[UUID, Decimal] = field(default_factory=dict)
    _menus: dict[str, list[Dish]] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        connection: psycopg.Connection[Any],
        seed: int,
        name: str,
        *,
        outlets: int = 4,
        ingredients: int = 20,
        parts: tuple[int, int] = (5, 5),
        lines: int = 4,
    ) -> "Trade":
        """Kitchens with so many ingredients and ten dishes of `parts` each; orders have `lines` dishes."""
        dice = random.Random(seed)
        trade = cls([Kitchen(connection, f"{name}-{n}") for n in range(outlets)], dice, lines)
        for kitchen in trade.kitchens:
            stuff = [kitchen.ingredient().id for _ in range(ingredients)]
            trade._menus[kitchen.outlet] = [
                kitchen.dish(
                    {each: trade._quantity() for each in dice.sample(stuff, dice.randint(*parts))}
                )
                for _ in range(10)
            ]
        return trade

    def orders(self, count: int) -> list[Message]:
        """So many completed orders, as messages."""
        return [self.order() for _ in range(count)]

    def order(self) -> Message:
        """One more, at one of the kitchens."""
        kitchen = self.dice.choice(self.kitchens)
        menu = self._menus[kitchen.outlet]
        order_id = kitchen.order()
        portions = [(self.dice.choice(menu), self.dice.randint(1, 5)) for _ in range(self.lines)]
        for dish, quantity in portions:
            for ingredient, amount in dish.recipe.items():
                self.used[ingredient] = self.used.get(ingredient, Decimal(0)) + amount * quantity
        return message(wrapped(kitchen.completed(order_id, portions), order_id))

    def differences(self, connection: psycopg.Connection[Any]) -> list[str]:
        """Ingredients whose stock is not what the orders used, to the gram."""
        found = dict(
            connection.execute("SELECT ingredient_id, on_hand FROM stock_levels").fetchall()
        )
        return [
            f"ingredient {each}: {found.get(each, 0)}, expected {-used}"
            for each, used in self.used.items()
            if found.get(each, Decimal(0)) != -used
        ]

    def _quantity(self) -> Decimal:
        return Decimal(self.dice.randint(1, 250_000)) / 1000
