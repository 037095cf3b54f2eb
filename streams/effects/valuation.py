"""What stock is worth: the moving weighted average of what came in. Pure; the ledger does the SQL.

The worth on hand is carried, not multiplied out: what leaves takes its share of it, and what leaves last
takes the rest, so the sum of all movements' worth is the worth on hand, to the ten-thousandth of a paisa.
What leaves without being there is guessed at the average; what comes in later settles it at its true cost,
and the difference is said (`revalued`). Rounding is half to even, to four places of a paisa, once a movement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

PLACES = Decimal("0.0001")
"""Of a paisa: both of a worth and of a cost per base unit."""
NOTHING = Decimal(0)
DIGITS = 60
"""More than any product here has, so that only the last step rounds."""


@dataclass(frozen=True)
class Worth:
    """An ingredient's stock before a movement; costs are paise per base unit, null where never known."""

    on_hand: Decimal
    value: Decimal
    average: Decimal | None = None
    listed: Decimal | None = None

    @property
    def guess(self) -> Decimal:
        """What a base unit costs when nobody says: the average, else the listed cost, else nothing."""
        known = self.average if self.average is not None else self.listed
        return NOTHING if known is None else known


@dataclass(frozen=True)
class Change:
    """What a movement does to the worth: `value` is added to it."""

    value: Decimal
    average: Decimal | None
    short: Decimal = NOTHING
    revalued: Decimal = NOTHING
    estimated: bool = False


def share(value: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The part's share of a value; all of it for the whole, so that no remainder is lost."""
    if part == whole:
        return value
    return _rounded(value, part, whole)


def estimate(worth: Worth, quantity: Decimal) -> Decimal:
    """What so much is worth at today's average."""
    if worth.on_hand > 0:
        return _rounded(worth.value, quantity, worth.on_hand)
    return _rounded(worth.guess, quantity)


def leaving(worth: Worth, quantity: Decimal) -> Change:
    """So much leaves: what is there of it at its share of the worth, the rest at the guess."""
    there = min(quantity, max(worth.on_hand, NOTHING))
    short = quantity - there
    value = share(worth.value, there, worth.on_hand) if there else NOTHING
    if short:
        value += estimate(worth, short)
    return Change(-value, worth.average, short, estimated=short > 0)


def entering(worth: Worth, parts: Sequence[tuple[Decimal, Decimal | None]]) -> Change:
    """Parts of so much and what each is worth come in, at today's average where that is unknown.

    What is owed is settled first: the guess of it leaves the worth, and its true cost does not enter it.
    """
    quantity = sum((amount for amount, _ in parts), NOTHING)
    cost = sum(
        (estimate(worth, amount) if value is None else value for amount, value in parts), NOTHING
    )
    owed = max(-worth.on_hand, NOTHING)
    settled = min(quantity, owed)
    revalued = NOTHING
    if settled:
        revalued = -share(worth.value, settled, owed) - share(cost, settled, quantity)
    on_hand, value = worth.on_hand + quantity, worth.value + cost + revalued
    known = any(value is not None for _, value in parts)
    average = worth.average
    if on_hand > 0 and (known or (average is None and worth.listed is not None)):
        average = _rounded(value, Decimal(1), on_hand)
    elif known:
        average = _rounded(cost, Decimal(1), quantity)
    return Change(
        cost + revalued,
        average,
        revalued=revalued,
        estimated=any(value is None for _, value in parts),
    )


def unit_cost(value: Decimal, quantity: Decimal) -> Decimal:
    """Paise per base unit."""
    return _rounded(value, Decimal(1), quantity)


def _rounded(value: Decimal, part: Decimal, whole: Decimal = Decimal(1)) -> Decimal:
    with localcontext(prec=DIGITS):
        return (value * part / whole).quantize(PLACES, ROUND_HALF_EVEN)
