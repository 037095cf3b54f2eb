"""From any unit of an ingredient to the one it is kept in: "a cup of flour is 120 g", "a tin is 400 g".

Dimensions and named packs are points, conversions lines between them. The lines of an ingredient make no
circle, so there is one way from unit to unit at most, and no two ways can differ.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from chitrail.errors import InvalidInput
from chitrail.quantity import UNITS


class Conversion(NamedTuple):
    """So much of one unit is so much of another: 1 cup is 120 g."""

    amount: Decimal
    unit: str
    equals: Decimal
    equals_unit: str


def factor(conversions: Iterable[Conversion], unit: str, kept_in: str) -> Fraction | None:
    """How much of the base unit `kept_in` one of `unit` is, exact; None when there is no way."""
    start, ratio = _point(unit)
    reached = {start: ratio}
    waiting = list(conversions)
    while kept_in not in reached:
        usable = [one for one in waiting if _ends(one)[0] in reached or _ends(one)[1] in reached]
        if not usable:
            return None
        for one in usable:
            left, right = _ends(one)
            rate = _rate(one)
            if left in reached:
                reached.setdefault(right, reached[left] * rate)
            else:
                reached.setdefault(left, reached[right] / rate)
        waiting = [one for one in waiting if one not in usable]
    return reached[kept_in]


def check(conversions: Sequence[Conversion], kept_in: str) -> None:
    """Raise InvalidInput naming the conversion that makes a circle, or leads nowhere."""
    joined: dict[str, str] = {}

    def root(point: str) -> str:
        while point in joined:
            point = joined[point]
        return point

    for place, one in enumerate(conversions):
        field = f"conversions/{place}"
        left, right = (root(end) for end in _ends(one))
        if left == right:
            reason = f"what a {one.unit} is follows from the other units already"
            raise InvalidInput(reason, field=f"{field}/unit")
        joined[left] = right
    for place, one in enumerate(conversions):
        if factor(conversions, one.unit, kept_in) is None:
            reason = f"there is no way from {one.equals_unit} to {kept_in}"
            raise InvalidInput(reason, field=f"conversions/{place}/equals_unit")


def _point(unit: str) -> tuple[str, Fraction]:
    """The base unit of a unit and its factor; the name of a pack stands for itself."""
    known = UNITS.get(unit)
    return (unit, Fraction(1)) if known is None else (known.base, known.factor)


def _ends(one: Conversion) -> tuple[str, str]:
    return _point(one.unit)[0], _point(one.equals_unit)[0]


def _rate(one: Conversion) -> Fraction:
    """How much of the right end's point one of the left end's is."""
    left = Fraction(one.amount) * _point(one.unit)[1]
    return Fraction(one.equals) * _point(one.equals_unit)[1] / left
