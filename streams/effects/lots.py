"""Which lots what leaves is taken from: first expired, first out. Pure; the ledger does the SQL."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

SPOILS_FIRST = frozenset({"WASTE", "RETURN_TO_SUPPLIER"})
"""What is thrown away or given back is what is past its date first; what is sold, last."""


@dataclass(frozen=True)
class Lot:
    """A lot with something left of it."""

    id: UUID
    code: str
    expires_on: date | None
    received_at: datetime
    remaining: Decimal


@dataclass(frozen=True)
class Wanted:
    """So much, of the lots with this code and date if they are said."""

    quantity: Decimal
    code: str = ""
    expires_on: date | None = None

    def names(self, lot: Lot) -> bool:
        """Whether it is this lot that is wanted."""
        return (
            bool(self.code) and self.code == lot.code and self.expires_on in (None, lot.expires_on)
        )


@dataclass(frozen=True)
class Take:
    """How much leaves (negative) or enters a lot; `expired` when it was past its date on that day."""

    lot_id: UUID
    quantity: Decimal
    expired: bool = False


def lot_id(ingredient_id: UUID, code: str, expires_on: date | None) -> UUID:
    """The same lot for the same ingredient, code and date, whoever receives it and how often."""
    name = f"{ingredient_id}/{code}/{expires_on or ''}"
    return UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest())


def in_order(lots: Iterable[Lot], kind: str, day: date) -> list[Lot]:
    """Lots in the order they are taken from: earliest date first, those without a date after them.

    Lots past their date on the business day come last, but for what is thrown away or given back.
    """

    def place(lot: Lot) -> tuple[bool, date, datetime, str]:
        expired = lot.expires_on is not None and lot.expires_on < day
        last = expired and kind not in SPOILS_FIRST
        return last, lot.expires_on or date.max, lot.received_at, lot.code

    return sorted(lots, key=place)


def take(wanted: Iterable[Wanted], lots: Sequence[Lot], kind: str, day: date) -> list[Take]:
    """What is taken from which lots; less than wanted where they do not hold as much.

    Named lots come first, whatever their date.
    """
    ordered = in_order(lots, kind, day)
    left = {lot.id: lot.remaining for lot in ordered}
    lacking = Decimal(0)
    for want in wanted:
        named = [lot.id for lot in ordered if want.names(lot)]
        lacking += want.quantity - _draw(left, named, want.quantity)
    _draw(left, [lot.id for lot in ordered], lacking)
    return [
        Take(
            lot.id,
            left[lot.id] - lot.remaining,
            lot.expires_on is not None and lot.expires_on < day,
        )
        for lot in ordered
        if left[lot.id] != lot.remaining
    ]


def _draw(left: dict[UUID, Decimal], ids: Iterable[UUID], quantity: Decimal) -> Decimal:
    """Lowers what is left of the lots, one after the other; how much that came to."""
    drawn = Decimal(0)
    for lot in ids:
        part = min(left[lot], quantity - drawn)
        left[lot] -= part
        drawn += part
    return drawn
