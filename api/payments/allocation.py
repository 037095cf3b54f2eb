"""How an amount of money is spread: over an order, a tip, the rounding of cash, and what is too much."""

from collections.abc import Sequence
from dataclasses import dataclass

from chitrail.money import round_to_rupee

LEAST_REST_PAISE = 100
"""What a part payment may leave at least: neither cash nor the gateway takes less than a rupee."""


@dataclass(frozen=True)
class Pieces:
    """What an amount is made of, in paise. `rounding` may be negative; the others never are."""

    sale: int = 0
    tip: int = 0
    rounding: int = 0
    surplus: int = 0

    @property
    def total(self) -> int:
        """The money that moves."""
        return self.sale + self.tip + self.rounding + self.surplus

    def __sub__(self, other: "Pieces") -> "Pieces":
        return Pieces(
            self.sale - other.sale,
            self.tip - other.tip,
            self.rounding - other.rounding,
            self.surplus - other.surplus,
        )


def cash_pieces(sale: int, tip: int) -> Pieces:
    """Cash for a sale and a tip: the two together are rounded to the rupee, half up."""
    exact = sale + tip
    return Pieces(sale, tip, round_to_rupee(exact) - exact)


def received_pieces(asked: Pieces, room: int) -> Pieces:
    """What received money is, when its order can take `room` paise.

    What the order cannot take is surplus. When it takes nothing, there was no service to tip for: all of
    the money is surplus.
    """
    if room <= 0:
        return Pieces(surplus=asked.total)
    sale = min(asked.sale, room)
    return Pieces(sale, asked.tip, asked.rounding, asked.surplus + asked.sale - sale)


def refund_pieces(amount: int, left: Pieces) -> Pieces:
    """What a refund of `amount` takes back: first the surplus, then the sale, then the tip.

    The last refund of a payment takes all that is left, the rounding too. Needs 0 < amount <= left.total.
    """
    if amount == left.total:
        return left
    surplus = min(amount, left.surplus)
    sale = min(amount - surplus, left.sale)
    return Pieces(sale, amount - surplus - sale, 0, surplus)


def fill(amount: int, rooms: Sequence[int]) -> list[int]:
    """Shares of an amount: each room is filled before the next begins. Needs amount <= sum(rooms)."""
    shares = []
    for room in rooms:
        share = min(amount, room)
        amount -= share
        shares.append(share)
    return shares
