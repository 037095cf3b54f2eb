"""Shares that add up: the largest-remainder method (Hamilton's), on integers of paise."""

from collections.abc import Sequence
from fractions import Fraction


def spread(paise: int, weights: Sequence[Fraction]) -> list[int]:
    """Paise in proportion to the weights; the shares add up to `paise`, each within one paisa of exact.

    The paise that rounding down leaves over go to the largest remainders, of equal ones to the first.
    Works for a negative amount too (a round-off). Weights are not negative and not all zero.
    """
    whole = sum(weights)
    exact = [paise * weight / whole for weight in weights]
    shares = [share.numerator // share.denominator for share in exact]
    over = paise - sum(shares)
    by_remainder = sorted(range(len(shares)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[:over]:
        shares[place] += 1
    return shares
