"""How many packs bring a stock from where it is to where it should be."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Target:
    """Where the stock of an ingredient should be; quantities in its base unit.

    At or below `reorder_point` an order is due, which restores `order_up_to`; `most` is what is used before
    it expires, so never more than that may be there or on its way.
    """

    reorder_point: Decimal
    order_up_to: Decimal
    most: Decimal


@dataclass(frozen=True)
class Position:
    """What an ingredient has coming and going, in its base unit.

    `expiring` will be past its date before it is used, `reserved` is promised to open orders of guests,
    `on_order` is on its way from a supplier, `in_transit` from another outlet.
    """

    on_hand: Decimal
    expiring: Decimal = NOTHING
    reserved: Decimal = NOTHING
    on_order: Decimal = NOTHING
    in_transit: Decimal = NOTHING

    @property
    def counted(self) -> Decimal:
        """What an order is decided by."""
        return self.on_hand - self.expiring - self.reserved + self.on_order + self.in_transit


@dataclass(frozen=True)
class Pack:
    """How an ingredient is sold: `size` base units, at least `minimum` packs, in steps of `multiple`."""

    size: Decimal
    minimum: Decimal = NOTHING
    multiple: Decimal = Decimal(1)

    @property
    def fewest(self) -> Decimal:
        """The fewest packs that can be ordered."""
        return max(_steps(self.minimum, self.multiple, ROUND_CEILING), self.multiple)


def is_due(target: Target, position: Decimal) -> bool:
    """Whether an order is due: at or below the reorder point, and something is missing."""
    return position <= target.reorder_point and position < target.order_up_to


def packs_to_order(target: Target, position: Decimal, pack: Pack) -> Decimal:
    """The fewest packs that restore `order_up_to`; 0 when none is due, or when too much would go off.

    More packs for more demand, fewer for more stock; what cannot be used before it expires is never ordered.
    """
    if not is_due(target, position):
        return NOTHING
    wanted = _steps((target.order_up_to - position) / pack.size, pack.multiple, ROUND_CEILING)
    packs = min(max(wanted, pack.fewest), packs_with_room(target, position, pack))
    return packs if packs >= pack.fewest else NOTHING


def packs_with_room(target: Target, position: Decimal, pack: Pack) -> Decimal:
    """The most packs that are used before they expire."""
    room = _steps((target.most - position) / pack.size, pack.multiple, ROUND_FLOOR)
    return max(room, NOTHING)


def _steps(packs: Decimal, multiple: Decimal, rounding: str) -> Decimal:
    return (packs / multiple).to_integral_value(rounding) * multiple
