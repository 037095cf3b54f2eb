"""From levels to an order by the stock of the build: whole packs, and why."""

from dataclasses import dataclass
from decimal import Decimal

from chitrail.reordering.levels import Levels
from chitrail.reordering.packs import is_due, packs_to_order
from chitrail.reordering.supply import Supply
from chitrail.reordering.words import say, say_packs


@dataclass(frozen=True)
class Advice:
    """What to order; quantities in the base unit."""

    suggested_packs: Decimal
    suggested_quantity: Decimal
    why: str


def advise(supply: Supply, levels: Levels) -> Advice:
    """The fewest packs that restore the level, when an order is due and what comes is used in time."""
    counted = supply.position(levels.expiring).counted
    packs = packs_to_order(levels.target, counted, supply.pack)
    return Advice(packs, packs * supply.pack_size, _why(supply, levels, counted, packs))


def _why(supply: Supply, levels: Levels, counted: Decimal, packs: Decimal) -> str:
    def words(amount: Decimal) -> str:
        return say(amount, supply.unit)

    have = f"{words(supply.on_hand)} on hand"
    for amount, what in (
        (levels.expiring, "of it will expire unused"),
        (supply.reserved, "promised to open orders"),
        (supply.on_order, "on order"),
        (supply.in_transit, "on its way from another outlet"),
    ):
        if amount:
            have += f", {words(amount)} {what}"
    point, up_to = words(levels.target.reorder_point), words(levels.target.order_up_to)
    if packs:
        start = (
            f"Order {say_packs(packs)} of {words(supply.pack_size)}: {have}, an order is due at {point} "
            f"and should restore {up_to}."
        )
    elif is_due(levels.target, counted):
        fewest = say_packs(supply.pack.fewest)
        start = (
            f"Nothing to order: {have}, an order is due at {point}, but {fewest} of "
            f"{words(supply.pack_size)} would expire before they are used."
        )
    else:
        start = f"Nothing to order: {have}, an order is due at {point}."
    return f"{start} {levels.basis}"
