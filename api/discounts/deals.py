"""Buy some, get some: which portions of an order are the ones that are given."""

from collections.abc import Sequence

from api.discounts.cart import Cart
from api.discounts.promotions import Promotion


def given_portions(promotion: Promotion, cart: Cart, counted: Sequence[bool]) -> tuple[int, ...]:
    """Portions of each line that BUY_X_GET_Y gives, as many as the order's other portions pay for.

    The cheapest are given first; of the same price those that could not have been bought for the deal.
    No portion is both bought and given. Lines that are not `counted` are neither.
    """
    lines = cart.lines
    bought = [
        counts and promotion.target.covers(line)
        for line, counts in zip(lines, counted, strict=True)
    ]
    order = sorted(
        (
            place
            for place, line in enumerate(lines)
            if counted[place] and promotion.get.covers(line)
        ),
        key=lambda place: (lines[place].unit_price_paise, bought[place], place),
    )
    pool = sum(line.quantity for line, counts in zip(lines, bought, strict=True) if counts)

    def paid_for(portions: int) -> bool:
        given = _cheapest(cart, order, portions)
        left = pool - sum(n for n, counts in zip(given, bought, strict=True) if counts)
        return left >= -(-portions // promotion.get_quantity) * promotion.buy_quantity

    # Giving one more needs no fewer bought and leaves no more of them, so the limit is found by halving.
    low, high = 0, sum(lines[place].quantity for place in order)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if paid_for(middle) else (low, middle - 1)
    return tuple(_cheapest(cart, order, low))


def _cheapest(cart: Cart, order: list[int], portions: int) -> list[int]:
    given = [0] * len(cart.lines)
    for place in order:
        given[place] = min(portions, cart.lines[place].quantity)
        portions -= given[place]
    return given
