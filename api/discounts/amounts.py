"""How much a promotion takes off each line, of what promotions before it have left. Integer paise.

Every rule takes no more when less is left; the search for the best combination stands on that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.discounts.cart import Cart
from api.discounts.deals import given_portions
from api.discounts.promotions import Kind, Promotion
from api.splits.shares import spread
from chitrail.money import BASIS_POINTS, percentage


@dataclass(frozen=True)
class Candidate:
    """A promotion that may be applied to a cart; `given` are the portions of a BUY_X_GET_Y by line."""

    promotion: Promotion
    cart: Cart
    covered: tuple[bool, ...]
    given: tuple[int, ...]

    @classmethod
    def of(
        cls, promotion: Promotion, cart: Cart, timely: Sequence[bool] | None = None
    ) -> "Candidate":
        """What a promotion is about in this cart; of lines that are not `timely` it takes nothing."""
        counted = timely or [True] * len(cart.lines)
        deal = promotion.kind is Kind.BUY_X_GET_Y
        given = given_portions(promotion, cart, counted) if deal else ()
        covered = tuple(
            in_time and promotion.target.covers(line)
            for line, in_time in zip(cart.lines, counted, strict=True)
        )
        return cls(promotion, cart, covered, given)

    def off(self, left: Sequence[int]) -> list[int]:
        """Paise off each line; never more than is left of it, all together never more than the maximum."""
        wanted = self._wanted(left)
        total, most = sum(wanted), self.promotion.max_discount_paise
        return wanted if most is None or total <= most else _shared(most, wanted)

    def _wanted(self, left: Sequence[int]) -> list[int]:
        promotion, lines = self.promotion, self.cart.lines
        if promotion.kind is Kind.BUY_X_GET_Y:
            return [
                _half_up(paise * portions * promotion.percent_bp, line.quantity * BASIS_POINTS)
                for paise, portions, line in zip(left, self.given, lines, strict=True)
            ]
        mine = [paise if counts else 0 for paise, counts in zip(left, self.covered, strict=True)]
        if promotion.kind is Kind.ITEM_PRICE:
            return [
                max(0, paise - promotion.amount_paise * line.quantity)
                for paise, line in zip(mine, lines, strict=True)
            ]
        if promotion.kind is Kind.PERCENT:
            return _shared(percentage(sum(mine), promotion.percent_bp), mine)
        return _shared(min(promotion.amount_paise, sum(mine)), mine)


def _shared(paise: int, weights: Sequence[int]) -> list[int]:
    return (
        spread(paise, [Fraction(weight) for weight in weights])
        if any(weights)
        else [0] * len(weights)
    )


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
