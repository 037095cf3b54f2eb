"""What a month would have been like: demand as it was, orders by a policy that sees only the past.

Sales that were lost then are not in the demand, so shortages are rather too few. Deliveries come when they
are promised, later by what suppliers were late on average.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from chitrail.reordering.expected import exact
from chitrail.reordering.minimum import Wish, filled_to_minimum
from chitrail.reordering.outlook import Outlook
from chitrail.reordering.packs import packs_to_order
from chitrail.reordering.policies import Choices, Morning, Policy
from chitrail.reordering.service_level import DAYS_A_YEAR, HOLDING_A_YEAR, LOST_SHARE
from chitrail.reordering.shelf import Shelf
from chitrail.reordering.supply import Supply

PAISE = 100


@dataclass(frozen=True)
class Case:
    """One ingredient of the month: its use and its outlook by day, and the stock it began with.

    `minimum_order` is what its supplier delivers for, in rupees.
    """

    supply: Supply
    opening: float
    demand: Sequence[float]
    outlooks: Sequence[Outlook]
    minimum_order: Decimal = Decimal(0)

    @property
    def unit_cost(self) -> float:
        """Rupees of one base unit, 0 where nobody knows."""
        return float(self.supply.unit_cost or 0)

    @property
    def price_paise(self) -> int:
        """What a pack costs."""
        price = self.supply.price
        return (
            round(self.unit_cost * float(self.supply.pack_size) * PAISE)
            if price is None
            else int(price * PAISE)
        )


@dataclass
class Outcome:
    """A month under one policy, in rupees; `stock_values` by evening."""

    name: str
    orders: int = 0
    bought: float = 0.0
    wasted: float = 0.0
    used: float = 0.0
    missing: float = 0.0
    lost_margin: float = 0.0
    shortages: int = 0
    fill_rate: float = 1.0
    stock_values: list[float] = field(default_factory=list)

    @property
    def mean_stock(self) -> float:
        """Worth of the stock on an average evening."""
        return sum(self.stock_values) / len(self.stock_values) if self.stock_values else 0.0

    @property
    def holding(self) -> float:
        """What keeping it cost."""
        return self.mean_stock * HOLDING_A_YEAR * len(self.stock_values) / DAYS_A_YEAR

    def total(self, order_cost: float) -> float:
        """What the month cost beyond the food that was eaten, at so much an order."""
        return self.orders * order_cost + self.holding + self.wasted + self.lost_margin


def replay(
    name: str, policy: Policy, cases: Sequence[Case], days: Sequence[date], choices: Choices
) -> Outcome:
    """The month again. Its fill rate is the mean over ingredients of the part of their use that was there."""
    outcome = Outcome(name)
    chosen = [replace(case, supply=choices.applied(case.supply)) for case in cases]
    shelves = [_opened(case, days[0]) for case in chosen]
    short = [0.0] * len(chosen)
    for number, today in enumerate(days):
        for case, shelf in zip(chosen, shelves, strict=True):
            outcome.wasted += shelf.throw_away(today) * case.unit_cost
        _order(outcome, policy, chosen, shelves, number, today)
        value = 0.0
        for place, (case, shelf) in enumerate(zip(chosen, shelves, strict=True)):
            shelf.receive(today)
            missing = shelf.use(case.demand[number])
            short[place] += missing
            outcome.shortages += missing > 0
            outcome.used += (case.demand[number] - missing) * case.unit_cost
            outcome.missing += missing * case.unit_cost
            outcome.lost_margin += missing * max(float(case.supply.margin or 0), 0.0) * LOST_SHARE
            value += shelf.on_hand * case.unit_cost
        outcome.stock_values.append(value)
    parts = [
        1 - lost / sum(case.demand)
        for case, lost in zip(chosen, short, strict=True)
        if sum(case.demand)
    ]
    outcome.fill_rate = sum(parts) / len(parts) if parts else 1.0
    return outcome


def _opened(case: Case, first: date) -> Shelf:
    shelf = Shelf(case.supply.shelf_life_days)
    if case.opening > 0:
        shelf.put(first, case.opening)
    return shelf


def _order(
    outcome: Outcome,
    policy: Policy,
    cases: Sequence[Case],
    shelves: Sequence[Shelf],
    number: int,
    today: date,
) -> None:
    """Order of every supplier what the policy asks for on a morning."""
    by_supplier: dict[str, list[tuple[Case, Shelf, Wish]]] = defaultdict(list)
    for case, shelf in zip(cases, shelves, strict=True):
        wish = _wish(policy, case, shelf, number, today)
        if wish is not None:
            by_supplier[case.supply.supplier_id or case.supply.supplier].append((case, shelf, wish))
    for listed in by_supplier.values():
        minimum = int(listed[0][0].minimum_order * PAISE)
        wishes = filled_to_minimum([wish for _, _, wish in listed], minimum)
        for (case, shelf, _), wish in zip(listed, wishes, strict=True):
            if wish.packs:
                rhythm = case.supply.rhythm
                late = math.floor(rhythm.late_days + 0.5)
                comes = today + timedelta(days=rhythm.days_until(today, 0) + late)
                shelf.order(comes, wish.packs * case.supply.pack_size)
                outcome.bought += float(wish.cost_paise) / PAISE
        outcome.orders += any(wish.packs for wish in wishes)


def _wish(policy: Policy, case: Case, shelf: Shelf, number: int, today: date) -> Wish | None:
    supply = replace(
        case.supply,
        on_hand=exact(shelf.on_hand),
        on_order=exact(shelf.on_order),
        reserved=Decimal(0),
        in_transit=Decimal(0),
        lots=shelf.dated(),
    )
    morning = Morning(today, number, supply, case.outlooks[number], case.outlooks[0])
    decision = policy(morning)
    if decision is None:
        return None
    counted = supply.position(decision.expiring).counted
    packs = packs_to_order(decision.target, counted, supply.pack)
    return Wish(decision.target, counted, supply.pack, case.price_paise, packs)
