"""What arrives takes its share of the worth and of the lots that were sent off, to the last place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

WORTH = Decimal("0.0001")


@dataclass(frozen=True)
class Lot:
    """So much with the same code and expiry; a code of "" is of no lot."""

    code: str
    expires_on: date | None
    quantity: Decimal


@dataclass(frozen=True)
class Portion:
    """What arrived of a lot, and what it is worth in paise."""

    lot: Lot
    value_paise: Decimal


def share(value_paise: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The worth of a part; of the whole it is the whole worth."""
    if part == whole:
        return value_paise
    return (value_paise * part / whole).quantize(WORTH, ROUND_HALF_EVEN)


def portions(lots: Sequence[Lot], quantity: Decimal, value_paise: Decimal) -> list[Portion]:
    """A quantity taken from lots in their order, with a worth that adds up to that given.

    What the lots do not have (the sender sent off more than its books knew of) is of no lot.
    """
    taken, left = list[Lot](), quantity
    for lot in lots:
        if left > 0:
            part = min(lot.quantity, left)
            taken.append(Lot(lot.code, lot.expires_on, part))
            left -= part
    if left > 0:
        taken.append(Lot("", None, left))
    found, so_far, told = list[Portion](), Decimal(0), Decimal(0)
    for lot in taken:
        so_far += lot.quantity
        until_now = share(value_paise, so_far, quantity)
        found.append(Portion(lot, until_now - told))
        told = until_now
    return found
