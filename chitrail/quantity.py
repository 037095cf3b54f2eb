"""Quantities: exact decimals in the base unit of their dimension (gram, millilitre, piece)."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final, NamedTuple

from chitrail.errors import InvalidInput

GRAM, MILLILITRE, PIECE = "g", "ml", "pc"
BASE_UNITS = (GRAM, MILLILITRE, PIECE)
PLACES = Decimal("0.001")
"""The ledger keeps thousandths of the base unit: milligrams, microlitres."""

MOST = Decimal(1_000_000_000)
"""Bound of a quantity in any unit; the ledger's columns hold as much."""

FINEST: Final = -30
"""Exponent of the last place anybody may write down."""


class Unit(NamedTuple):
    """How much of the base unit one is. A `rounded` unit is no round number of thousandths of it."""

    factor: Fraction
    base: str
    rounded: bool = False


UNITS: dict[str, Unit] = {
    "mg": Unit(Fraction(1, 1000), GRAM),
    "g": Unit(Fraction(1), GRAM),
    "kg": Unit(Fraction(1000), GRAM),
    "oz": Unit(Fraction("28.349523125"), GRAM, rounded=True),
    "lb": Unit(Fraction("453.59237"), GRAM, rounded=True),
    "ml": Unit(Fraction(1), MILLILITRE),
    "l": Unit(Fraction(1000), MILLILITRE),
    "tsp": Unit(Fraction(5), MILLILITRE),
    "tbsp": Unit(Fraction(15), MILLILITRE),
    "cup": Unit(Fraction(240), MILLILITRE),
    "fl oz": Unit(Fraction("29.5735295625"), MILLILITRE, rounded=True),
    "pc": Unit(Fraction(1), PIECE),
    "pair": Unit(Fraction(2), PIECE),
    "dozen": Unit(Fraction(12), PIECE),
}
"""Every unit that means the same of whatever is measured. A spoon is metric, a cup 16 tablespoons; ounce,
pound and US fluid ounce as the international agreement of 1959 defines them."""


def to_base(
    amount: Decimal | str | int, unit: str, *, field: str = "quantity"
) -> tuple[Decimal, str]:
    """Amount in the base unit and that unit: ("1.5", "kg") -> (Decimal("1500.000"), "g").

    Ounces and pounds are rounded to a thousandth of the base unit, half to even. Raises InvalidInput for
    an unknown unit, a number that is not finite, one finer than a thousandth of the base unit, or one that
    rounds to nothing.
    """
    if unit not in UNITS:
        raise InvalidInput(f"unknown unit {unit!r}; use one of {', '.join(UNITS)}", field="unit")
    factor, base, rounded = UNITS[unit]
    exact = read(amount, field=field) * factor
    if not rounded and (exact * 1000).denominator != 1:
        raise InvalidInput(f"is finer than 0.001 {base}", field=field)
    return in_thousandths(exact, base, field=field), base


def read(amount: Decimal | str | int, *, field: str = "quantity") -> Fraction:
    """A number as somebody wrote it, exact. Raises InvalidInput."""
    try:
        value = Decimal(amount)
    except (InvalidOperation, ValueError) as error:
        raise InvalidInput("must be a decimal number", field=field) from error
    if not value.is_finite():
        raise InvalidInput("must be a finite number", field=field)
    if value.copy_abs() > MOST:
        raise InvalidInput("is more than can be kept", field=field)
    if int(value.as_tuple().exponent) < FINEST:
        raise InvalidInput("has more places than can be kept", field=field)
    return Fraction(value)


def in_thousandths(exact: Fraction, base: str, *, field: str = "quantity") -> Decimal:
    """Rounded to a thousandth of the base unit, half to even: the one place where quantities are rounded.

    Raises InvalidInput for more than can be kept, and for something that rounds to nothing.
    """
    thousandths = round(exact * 1000)
    if exact and not thousandths:
        raise InvalidInput(f"is less than 0.001 {base}", field=field)
    if abs(thousandths) > MOST * 1000:
        raise InvalidInput("is more than can be kept", field=field)
    return Decimal(thousandths).scaleb(-3)
