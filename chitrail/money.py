"""Money: integer paise inside, decimal strings of rupees at the edges, never float."""

import re
from decimal import ROUND_HALF_UP, Decimal

from chitrail.errors import InvalidInput

PAISE_PER_RUPEE = 100
MAX_PAISE = 1_000_000_000
"""Upper bound of one amount (1 crore rupees), also enforced by the database."""
BASIS_POINTS = 10_000

_RUPEES = re.compile(r"-?\d{1,10}(\.\d{1,2})?", re.ASCII)


def parse_rupees(text: str, *, field: str = "amount") -> int:
    """Paise of a decimal string such as "123.45" or "123".

    Raises InvalidInput when the text is not a plain decimal with at most two places.
    """
    if not isinstance(text, str) or not _RUPEES.fullmatch(text):
        raise InvalidInput('must be a decimal string such as "123.45"', field=field)
    return int(Decimal(text) * PAISE_PER_RUPEE)


def format_rupees(paise: int) -> str:
    """Decimal string with two places: 12345 -> "123.45"."""
    sign, whole = ("-" if paise < 0 else ""), abs(paise)
    return f"{sign}{whole // PAISE_PER_RUPEE}.{whole % PAISE_PER_RUPEE:02d}"


def percentage(paise: int, basis_points: int) -> int:
    """Share of an amount in paise, rounded half up; 500 basis points are 5 %."""
    exact = Decimal(paise) * basis_points / BASIS_POINTS
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def round_to_rupee(paise: int) -> int:
    """Nearest whole rupee in paise, half up; what an Indian bill's round-off line does."""
    exact = Decimal(paise) / PAISE_PER_RUPEE
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)) * PAISE_PER_RUPEE
