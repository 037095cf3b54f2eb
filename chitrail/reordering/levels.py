"""Reorder point, order-up-to level and the most that keeps, from expected use and how it is bought."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import NormalDist

from chitrail.reordering.expected import Expected, exact
from chitrail.reordering.packs import Target
from chitrail.reordering.service_level import service_level
from chitrail.reordering.supply import Supply
from chitrail.reordering.words import say

LOOK_DAYS = 1
"""Stock is looked at once a day: what falls below the reorder point is ordered a day later at most."""
ROOM_DAYS = 30
"""What keeps may be there for so many days more, where a supplier's minimum order asks for it."""
HUNDRED = 100


@dataclass(frozen=True)
class Levels:
    """Targets of an ingredient, in its base unit, and how they were found.

    `lead_days` pass until a delivery of what is ordered a day later, `cycle_days` until that of the next
    order; `safety` is the part of `target.order_up_to` that covers busier days and late deliveries.
    """

    target: Target
    expiring: Decimal
    safety: Decimal
    service: float
    lead_days: int
    cycle_days: int
    basis: str


def levels_of(supply: Supply, sums: Expected | None, today: date) -> Levels:
    """What an ingredient's stock should be; without known use (`sums` None) the level set by hand decides.

    A lead time that varies adds its own spread to that of the use, as of independent errors: the root of the
    sum of their squares (Silver, Pyke and Thomas 2017, the variance of demand over a random lead time).
    """
    rhythm = supply.rhythm
    late = math.ceil(rhythm.late_days)
    lead = rhythm.days_until(today, LOOK_DAYS) + late
    cycle = rhythm.days_until(today, max(rhythm.review_days, LOOK_DAYS)) + late
    service = _service(supply, cycle)
    if sums is None:
        level = supply.reorder_level
        target = Target(level, level, level + supply.pack.fewest * supply.pack_size)
        words = "No use by completed orders is recorded; the level set by hand decides."
        return Levels(target, _past(supply, today), Decimal(0), service, lead, cycle, words)
    name = supply.ingredient_id
    safety = _safety(sums, name, cycle, service, rhythm.spread_days)
    computed = exact(sums.mean(name, lead)) + _safety(sums, name, lead, service, rhythm.spread_days)
    cycle_use = exact(sums.mean(name, cycle))
    point = max(supply.reorder_level, computed)
    up_to = max(point, cycle_use + safety)
    most = _most(supply, sums, today, up_to)
    target = Target(min(point, most), min(up_to, most), most)
    words = (
        f"Expected use is {say(cycle_use, supply.unit)} in {cycle} days, until what is ordered "
        f"{_days(rhythm.review_days)} from now has come, by the {sums.method(name)} over "
        f"{sums.days_of_trade} days of trade; {say(safety, supply.unit)} more cover busier days"
        f"{' and late deliveries' if rhythm.spread_days else ''}, so that it lasts in "
        f"{round(service * HUNDRED)} of 100 such times{_reason(supply)}: {sums.basis(cycle, service)}."
    )
    if supply.reorder_level > computed:
        words += " The level set by hand is above the computed one and decides."
    if most < up_to:
        keeps = _days(supply.shelf_life_days or 0)
        words += f" It keeps {keeps}: more than {say(most, supply.unit)} would expire."
    expiring = _expiring(supply, sums)
    return Levels(target, expiring, safety, service, lead, cycle, words)


def _service(supply: Supply, cycle: int) -> float:
    if supply.service_percent is not None:
        return supply.service_percent / HUNDRED
    margin = None if supply.margin is None else float(supply.margin)
    cost = None if supply.unit_cost is None else float(supply.unit_cost)
    return service_level(margin, cost, cycle, supply.shelf_life_days)


def _safety(sums: Expected, name: str, days: int, service: float, spread_days: float) -> Decimal:
    """What covers busier days, and deliveries that come later."""
    daily = sums.mean(name, days) / days if days else 0.0
    waiting = max(NormalDist().inv_cdf(service), 0.0) * daily * spread_days
    return exact(math.hypot(sums.above(name, days, service), waiting))


def _most(supply: Supply, sums: Expected, today: date, up_to: Decimal) -> Decimal:
    """Stock that is used before what is ordered now expires; ample where it keeps."""
    name = supply.ingredient_id
    if supply.shelf_life_days is not None:
        comes = supply.rhythm.days_until(today, 0)
        return exact(sums.mean(name, comes + supply.shelf_life_days))
    room = exact(sums.mean(name, ROOM_DAYS))
    return up_to + room + supply.pack.fewest * supply.pack_size


def _expiring(supply: Supply, sums: Expected) -> Decimal:
    """What of the lots will expire unused, when the first to expire is used first."""
    used = lost = Decimal(0)
    for lot in sorted(supply.lots, key=lambda lot: lot.expires_on):
        days = (lot.expires_on - sums.first_day).days + 1
        usable = max(exact(sums.mean(supply.ingredient_id, days)) - used, Decimal(0))
        used += min(lot.remaining, usable)
        lost += max(lot.remaining - usable, Decimal(0))
    return min(lost, max(supply.on_hand, Decimal(0)))


def _past(supply: Supply, today: date) -> Decimal:
    gone = (lot.remaining for lot in supply.lots if lot.expires_on < today)
    return min(sum(gone, Decimal(0)), max(supply.on_hand, Decimal(0)))


def _reason(supply: Supply) -> str:
    if supply.service_percent is not None:
        return " (as told)"
    if supply.margin is None or supply.unit_cost is None:
        return ""
    return f" (a {supply.unit} missing loses up to ₹{supply.margin:.2f}, one wasted ₹{supply.unit_cost:.2f})"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
