"""The stock ledger: movements, the levels, worths and lots that follow, and the word that stock ran low."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from chitrail.events import StockRanLow
from chitrail.outbox import INSERT_OUTBOX, outbox_row
from streams.effects import ledger_sql
from streams.effects.booking import Booked, Entry, Occasion, book_in, book_out
from streams.effects.lots import Lot
from streams.effects.valuation import NOTHING, Worth, share

SOURCE = "chitrail/inventory"


@dataclass(frozen=True)
class Movements:
    """What one event moves: signed quantities in base units by ingredient, none of them zero.

    `entries` say more of an ingredient than its quantity: lots, worth. All of one ingredient have one sign.
    """

    event_id: UUID
    outlet_id: str
    kind: str
    business_date: date
    occurred_at: datetime
    quantities: Mapping[UUID, Decimal] = field(default_factory=dict)
    order_id: UUID | None = None
    document_id: UUID | None = None
    entries: Mapping[UUID, Sequence[Entry]] = field(default_factory=dict)

    @property
    def by_ingredient(self) -> dict[UUID, Sequence[Entry]]:
        """Entries of every ingredient, in the order of their ids."""
        plain = {ingredient: (Entry(moved),) for ingredient, moved in self.quantities.items()}
        return dict(sorted({**plain, **self.entries}.items()))

    @property
    def occasion(self) -> Occasion:
        """A lot without a code is named after the day and what brought it."""
        named = (self.document_id or self.event_id).hex[-8:]
        return Occasion(self.kind, self.business_date, f"{self.business_date:%y%m%d}-{named}")


@dataclass(frozen=True)
class Level:
    """An ingredient and what is there of it, locked."""

    ingredient_id: UUID
    code: str
    name: str
    unit: str
    reorder_level: Decimal
    on_hand: Decimal
    value: Decimal
    average: Decimal | None
    listed: Decimal | None
    is_low: bool
    seq: int

    @property
    def worth(self) -> Worth:
        """What valuation needs of it."""
        return Worth(self.on_hand, self.value, self.average, self.listed)

    def low_after(self, booked: Booked) -> bool:
        """A level counts as low at or below its reorder level until it is above it again."""
        return self.on_hand + booked.quantity <= self.reorder_level


async def record(connection: AsyncConnection[Any], movements: Movements) -> None:
    """Append the movements, bring levels, worths and lots along, and say once that an ingredient ran low."""
    entries = movements.by_ingredient
    if not entries:
        return
    levels = await _locked(connection, movements.outlet_id, list(entries))
    leaving = [ingredient for ingredient, moved in entries.items() if moved[0].quantity < 0]
    lots = await _lots(connection, leaving) if leaving else {}
    occasion = movements.occasion
    booked = {
        ingredient: book_out(
            occasion, levels[ingredient].worth, lots.get(ingredient, []), entries[ingredient]
        )
        for ingredient in leaving
    }
    if movements.kind == "PRODUCTION":
        entries = _carried(entries, booked)
    for ingredient, moved in entries.items():
        if ingredient not in booked:
            booked[ingredient] = book_in(occasion, ingredient, levels[ingredient].worth, moved)
    await connection.execute(ledger_sql.WRITE, _parameters(movements, levels, booked))
    for ingredient in entries:
        level, after = levels[ingredient], booked[ingredient]
        if level.low_after(after) and not level.is_low:
            await _say_low(connection, movements, level, level.on_hand + after.quantity)


def _carried(
    entries: Mapping[UUID, Sequence[Entry]], booked: Mapping[UUID, Booked]
) -> dict[UUID, Sequence[Entry]]:
    """What is made is worth what it was made of; of several things, by their share of the amount."""
    cost = -sum((out.change.value for out in booked.values()), NOTHING)
    left = sum((e.quantity for moved in entries.values() for e in moved if e.quantity > 0), NOTHING)
    valued: dict[UUID, Sequence[Entry]] = {}
    for ingredient, moved in entries.items():
        made = []
        for entry in moved:
            if entry.quantity > 0:
                value = share(cost, entry.quantity, left)
                cost, left = cost - value, left - entry.quantity
                made.append(replace(entry, value=value))
            else:
                made.append(entry)
        valued[ingredient] = made
    return valued


async def _locked(
    connection: AsyncConnection[Any], outlet_id: str, ingredients: Sequence[UUID]
) -> dict[UUID, Level]:
    """Levels of the ingredients, locked; those that never had one get it.

    A new level is made after others are locked, out of order: whoever calls has the outlet's turn
    (`streams.delivery`), so nobody else waits for them meanwhile.
    """
    levels = await _lock(connection, ingredients)
    if missing := [ingredient for ingredient in ingredients if ingredient not in levels]:
        await connection.execute(ledger_sql.MAKE_LEVELS, (outlet_id, missing))
        levels = await _lock(connection, ingredients)
    return levels


async def _lock(connection: AsyncConnection[Any], ingredients: Sequence[UUID]) -> dict[UUID, Level]:
    async with connection.cursor(row_factory=class_row(Level)) as cursor:
        await cursor.execute(ledger_sql.LOCK_LEVELS, (ingredients,))
        return {level.ingredient_id: level for level in await cursor.fetchall()}


async def _lots(
    connection: AsyncConnection[Any], ingredients: Sequence[UUID]
) -> dict[UUID, list[Lot]]:
    found: dict[UUID, list[Lot]] = {}
    cursor = await connection.execute(ledger_sql.LOTS, (ingredients,))
    for ingredient, *lot in await cursor.fetchall():
        found.setdefault(ingredient, []).append(Lot(*lot))
    return found


def _parameters(
    movements: Movements, levels: Mapping[UUID, Level], booked: Mapping[UUID, Booked]
) -> dict[str, Any]:
    """One array a column: of the movements, of what lots lose and gain, and of lots that came in."""
    rows = sorted(booked.items())
    takes = [(ingredient, take) for ingredient, moved in rows for take in moved.takes]
    made = [(ingredient, lot) for ingredient, moved in rows for lot in moved.lots]
    drawn = [take for _, take in takes if take.quantity < 0]
    return {
        "event_id": movements.event_id,
        "outlet_id": movements.outlet_id,
        "kind": movements.kind,
        "order_id": movements.order_id,
        "document_id": movements.document_id,
        "business_date": movements.business_date,
        "occurred_at": movements.occurred_at,
        "ingredients": [ingredient for ingredient, _ in rows],
        "quantities": [moved.quantity for _, moved in rows],
        "values": [moved.change.value for _, moved in rows],
        "shorts": [moved.change.short for _, moved in rows],
        "revalued": [moved.change.revalued for _, moved in rows],
        "estimated": [moved.change.estimated for _, moved in rows],
        "averages": [moved.change.average for _, moved in rows],
        "last_costs": [moved.last_cost for _, moved in rows],
        "lows": [levels[ingredient].low_after(moved) for ingredient, moved in rows],
        "drawn": [take.lot_id for take in drawn],
        "drawn_quantities": [take.quantity for take in drawn],
        "moved_lots": [take.lot_id for _, take in takes],
        "moved_of": [ingredient for ingredient, _ in takes],
        "moved_quantities": [take.quantity for _, take in takes],
        "moved_expired": [take.expired for _, take in takes],
        "made": [lot.id for _, lot in made],
        "made_of": [ingredient for ingredient, _ in made],
        "made_codes": [lot.code for _, lot in made],
        "made_expire": [lot.expires_on for _, lot in made],
        "made_costs": [lot.unit_cost for _, lot in made],
        "made_received": [lot.received for _, lot in made],
        "made_remaining": [lot.remaining for _, lot in made],
    }


async def _say_low(
    connection: AsyncConnection[Any], movements: Movements, level: Level, on_hand: Decimal
) -> None:
    event = StockRanLow(
        outlet_id=movements.outlet_id,
        ingredient_id=level.ingredient_id,
        ingredient_code=level.code,
        ingredient_name=level.name,
        on_hand=str(on_hand),
        reorder_level=str(level.reorder_level),
        unit=level.unit,
        occurred_at=movements.occurred_at,
    )
    row = outbox_row(
        event,
        outlet_id=movements.outlet_id,
        aggregate_id=str(level.ingredient_id),
        sequence=level.seq + 1,
        source=SOURCE,
    )
    await connection.execute(INSERT_OUTBOX, row)
