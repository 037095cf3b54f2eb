"""Quantities: exact decimals in the base unit of their dimension (gram, millilitre, piece)."""

from decimal import Decimal, InvalidOperation

from chitrail.errors import InvalidInput

GRAM, MILLILITRE, PIECE = "g", "ml", "pc"
BASE_UNITS = (GRAM, MILLILITRE, PIECE)
PLACES = Decimal("0.001")
"""The ledger keeps thousandths of the base unit: milligrams, microlitres."""

MOST = Decimal(1_000_000_000)
"""Bound of a quantity in any unit; the ledger's columns hold as much."""

_TO_BASE = {
    "mg": (Decimal("0.001"), GRAM),
    "g": (Decimal(1), GRAM),
    "kg": (Decimal(1000), GRAM),
    "ml": (Decimal(1), MILLILITRE),
    "l": (Decimal(1000), MILLILITRE),
    "pc": (Decimal(1), PIECE),
    "dozen": (Decimal(12), PIECE),
}


def to_base(
    amount: Decimal | str | int, unit: str, *, field: str = "quantity"
) -> tuple[Decimal, str]:
    """Amount in the base unit and that unit: ("1.5", "kg") -> (Decimal("1500.000"), "g").

    Raises InvalidInput for an unknown unit, a number that is not finite, or one finer than a
    thousandth of the base unit.
    """
    if unit not in _TO_BASE:
        raise InvalidInput(f"unknown unit {unit!r}; use one of {', '.join(_TO_BASE)}", field="unit")
    try:
        value = Decimal(amount)
    except (InvalidOperation, ValueError) as error:
        raise InvalidInput("must be a decimal number", field=field) from error
    if not value.is_finite():
        raise InvalidInput("must be a finite number", field=field)
    if value.copy_abs() > MOST:
        raise InvalidInput("is more than can be kept", field=field)
    factor, base = _TO_BASE[unit]
    exact = value * factor
    rounded = exact.quantize(PLACES)
    if rounded != exact:
        raise InvalidInput(f"is finer than 0.001 {base}", field=field)
    return rounded, base
