"""What an event does to one ingredient: its worth and its lots. Pure; the ledger does the SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from streams.effects import lots, valuation
from streams.effects.lots import Lot, Take, Wanted
from streams.effects.valuation import NOTHING, Change, Worth

BOUGHT = frozenset({"OPENING", "RECEIPT"})
"""Kinds whose cost is the last cost of the ingredient."""


@dataclass(frozen=True)
class Entry:
    """So much in (positive) or out of one lot, or of any; `value` is its whole worth in paise, if known."""

    quantity: Decimal
    value: Decimal | None = None
    lot_code: str = ""
    expires_on: date | None = None


@dataclass(frozen=True)
class Occasion:
    """When and how stock moves; `code` is for lots that have none of their own."""

    kind: str
    day: date
    code: str


@dataclass(frozen=True)
class NewLot:
    """What came in as one lot, and what of it was not owed already."""

    id: UUID
    code: str
    expires_on: date | None
    unit_cost: Decimal
    received: Decimal
    remaining: Decimal


@dataclass(frozen=True)
class Booked:
    """The movement of one ingredient."""

    quantity: Decimal
    change: Change
    takes: Sequence[Take] = ()
    lots: Sequence[NewLot] = ()
    last_cost: Decimal | None = field(default=None)


def book_out(
    occasion: Occasion, worth: Worth, there: Sequence[Lot], entries: Sequence[Entry]
) -> Booked:
    """Entries that leave: valued at the average, taken from their lots or first-expired-first-out."""
    wanted = [Wanted(-entry.quantity, entry.lot_code, entry.expires_on) for entry in entries]
    quantity = sum((want.quantity for want in wanted), NOTHING)
    takes = lots.take(wanted, there, occasion.kind, occasion.day)
    return Booked(-quantity, valuation.leaving(worth, quantity), takes)


def book_in(
    occasion: Occasion, ingredient_id: UUID, worth: Worth, entries: Sequence[Entry]
) -> Booked:
    """Entries that come in: each a lot; what is owed is settled from the first of them."""
    parts = [(entry.quantity, entry.value) for entry in entries]
    owed = max(-worth.on_hand, NOTHING)
    made, takes = [], []
    for entry in entries:
        settled = min(owed, entry.quantity)
        owed -= settled
        value = entry.value
        if value is None:
            value = valuation.estimate(worth, entry.quantity)
        lot = NewLot(
            id=lots.lot_id(ingredient_id, entry.lot_code or occasion.code, entry.expires_on),
            code=entry.lot_code or occasion.code,
            expires_on=entry.expires_on,
            unit_cost=valuation.unit_cost(value, entry.quantity),
            received=entry.quantity,
            remaining=entry.quantity - settled,
        )
        made.append(lot)
        if lot.remaining:
            expired = entry.expires_on is not None and entry.expires_on < occasion.day
            takes.append(Take(lot.id, lot.remaining, expired))
    quantity = sum((amount for amount, _ in parts), NOTHING)
    return Booked(
        quantity, valuation.entering(worth, parts), takes, made, _last_cost(occasion, entries)
    )


def _last_cost(occasion: Occasion, entries: Sequence[Entry]) -> Decimal | None:
    known = [entry for entry in entries if entry.value is not None]
    if occasion.kind not in BOUGHT or not known or known[-1].value is None:
        return None
    return valuation.unit_cost(known[-1].value, known[-1].quantity)
