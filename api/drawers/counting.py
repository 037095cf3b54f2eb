"""Counting cash: a sum, or notes and coins of India."""

from collections.abc import Mapping

from api.drawers.schemas import CloseRequest
from chitrail.errors import InvalidInput
from chitrail.money import MAX_PAISE, parse_rupees

DENOMINATIONS = {
    "2000": 200_000,
    "500": 50_000,
    "200": 20_000,
    "100": 10_000,
    "50": 5_000,
    "20": 2_000,
    "10": 1_000,
    "5": 500,
    "2": 200,
    "1": 100,
    "0.50": 50,
}
"""Paise of every note and coin that is legal tender in India, by its rupees, largest first."""


def counted_paise(request: CloseRequest) -> int:
    """Paise that were counted. Raises InvalidInput unless they are given in exactly one way."""
    if (request.counted is None) == (request.denominations is None):
        raise InvalidInput("give either counted or denominations", field="counted")
    if request.denominations is not None:
        total, field = _total(request.denominations), "denominations"
    else:
        total, field = parse_rupees(request.counted or "", field="counted"), "counted"
    if total > MAX_PAISE:
        raise InvalidInput("is more than a drawer may hold", field=field)
    return total


def described(request: CloseRequest) -> str:
    """The count by notes and coins, largest first: "500 x 3, 0.50 x 4"; empty for a sum."""
    pieces = request.denominations or {}
    return ", ".join(f"{name} x {pieces[name]}" for name in DENOMINATIONS if pieces.get(name))


def _total(pieces: Mapping[str, int]) -> int:
    for name in pieces:
        if name not in DENOMINATIONS:
            known = ", ".join(DENOMINATIONS)
            raise InvalidInput(f"there is no such note or coin; use {known}", field="denominations")
    return sum(DENOMINATIONS[name] * number for name, number in pieces.items())
