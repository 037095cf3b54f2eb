"""Several workers on the same shelf: whoever comes second sees what the first has left."""

import asyncio
import random
from decimal import Decimal
from uuid import uuid4

import psycopg
from psycopg import AsyncConnection

from chitrail.reconcile.stock import STOCK_QUESTIONS
from streams.effects.booking import Entry
from streams.effects.ledger import Movements, record
from tests.support.kitchen import AT, DAY, Kitchen

WORKERS, EVENTS = 4, 40


def test_lots_and_worth_hold_when_workers_race(database_url: str) -> None:
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as sql:
        kitchen = Kitchen(sql)
        ids = [kitchen.ingredient().id for _ in range(3)]
        # A first level is made in the outlet's turn, which here nobody takes.
        sql.cursor().executemany(
            "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, 0)",
            [(ingredient, kitchen.outlet) for ingredient in ids],
        )
    moved = dict.fromkeys(ids, Decimal(0))

    async def work(seed: int) -> None:
        dice = random.Random(seed)
        async with await AsyncConnection.connect(url, autocommit=True) as connection:
            for _ in range(EVENTS):
                some = dice.sample(ids, dice.randint(1, 3))
                comes = dice.random() < 0.4
                quantities = {i: Decimal(dice.randint(1, 9000)) / 1000 for i in some}
                entries = {
                    i: [
                        Entry(
                            quantity if comes else -quantity,
                            Decimal(dice.randint(0, 5000)) if comes else None,
                            dice.choice(["", "A"]) if comes else "",
                        )
                    ]
                    for i, quantity in quantities.items()
                }
                kind = "RECEIPT" if comes else "SALE"
                movements = Movements(uuid4(), kitchen.outlet, kind, DAY, AT, entries=entries)
                async with connection.transaction():
                    await record(connection, movements)
                for i, several in entries.items():
                    moved[i] += several[0].quantity

    async def all_at_once() -> None:
        await asyncio.gather(*(work(seed) for seed in range(WORKERS)))

    asyncio.run(all_at_once())
    with psycopg.connect(url, autocommit=True) as sql:
        levels = sql.execute("SELECT ingredient_id, on_hand FROM stock_levels").fetchall()
        assert dict(levels) == moved
        for name, _, question in STOCK_QUESTIONS:
            if name in ("stock-levels", "stock-worth", "stock-lots", "lot-movements"):
                assert [row for row in sql.execute(question) if row[1] != row[2]] == [], name
