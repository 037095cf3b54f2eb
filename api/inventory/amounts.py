"""Worth in rupees: as exact as it is kept, never shorter than money."""

from decimal import Decimal

from chitrail.money import PAISE_PER_RUPEE


def rupees(paise: Decimal) -> str:
    """Decimal string of paise with four places: 1234.5 -> "12.345", 1200 -> "12.00"."""
    exact = (paise / PAISE_PER_RUPEE).quantize(Decimal("0.000001"))
    whole, _, places = f"{exact:f}".partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"
