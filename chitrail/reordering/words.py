"""Quantities and packs as people say them: 12500 g is 12.5 kg."""

from decimal import ROUND_HALF_UP, Decimal

_LARGE = {"g": "kg", "ml": "l"}
_FACTOR = 1000
_WHOLE_FROM = 10


def say(amount: Decimal, unit: str) -> str:
    """A quantity of a base unit to about three figures: "1.25 kg", "80 g", "30 pc"."""
    if unit in _LARGE and abs(amount) >= _FACTOR:
        return f"{_short(amount / _FACTOR)} {_LARGE[unit]}"
    return f"{_short(amount)} {unit}"


def say_packs(packs: Decimal) -> str:
    """A number of packs: 1 pack, 2.5 packs."""
    return "1 pack" if packs == 1 else f"{packs.normalize():,f} packs"


def _short(amount: Decimal) -> str:
    places = Decimal("0.1") if abs(amount) >= _WHOLE_FROM else Decimal("0.01")
    rounded = amount.quantize(places, rounding=ROUND_HALF_UP).normalize()
    return f"{rounded or Decimal(0):,f}"
