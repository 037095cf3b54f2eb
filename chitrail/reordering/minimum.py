"""Reaching what a supplier delivers for: more of what runs out first, never more than keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chitrail.reordering.packs import Pack, Target, packs_with_room

MOST_STEPS = 500
"""So many additions are tried; an order still too small is left to whoever approves it."""


@dataclass(frozen=True)
class Wish:
    """Packs of one ingredient, 0 when none is due; `price_paise` of a pack without tax."""

    target: Target
    position: Decimal
    pack: Pack
    price_paise: int
    packs: Decimal

    @property
    def cost_paise(self) -> Decimal:
        """What its packs cost."""
        return self.packs * self.price_paise

    @property
    def filled(self) -> Decimal:
        """Stock after the order as a part of what it should be."""
        return (self.position + self.packs * self.pack.size) / self.target.order_up_to

    @property
    def raised(self) -> "Wish | None":
        """With the next step of packs; None when there is no room for it, or nothing is gained."""
        more = self.packs + self.pack.multiple if self.packs else self.pack.fewest
        fits = more <= packs_with_room(self.target, self.position, self.pack)
        gains = self.price_paise > 0 and self.target.order_up_to > 0
        return replace(self, packs=more) if fits and gains else None


def filled_to_minimum(wishes: Sequence[Wish], minimum_paise: int) -> list[Wish]:
    """The wishes, raised one step after the other until their order costs what the supplier delivers for.

    Whichever would be emptiest is raised first. Nothing is raised when nothing is due, or when the minimum
    cannot be reached: then only what is needed is ordered.
    """
    found = list(wishes)
    if not any(wish.packs for wish in found):
        return found
    for _ in range(MOST_STEPS):
        if sum(wish.cost_paise for wish in found) >= minimum_paise:
            return found
        can = [(wish.filled, place) for place, wish in enumerate(found) if wish.raised]
        if not can:
            break
        place = min(can)[1]
        raised = found[place].raised
        assert raised is not None  # noqa: S101 - only such are in `can`
        found[place] = raised
    return list(wishes)
