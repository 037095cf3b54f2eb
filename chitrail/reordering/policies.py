"""Ways to decide what to order on a morning: by the forecast, by a par level, by minimum and maximum."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chitrail.reordering.expected import exact
from chitrail.reordering.levels import LOOK_DAYS, levels_of
from chitrail.reordering.outlook import Outlook
from chitrail.reordering.packs import Pack, Target
from chitrail.reordering.supply import Supply

PAR_WEEKS = 1.5
"""A par level as kitchens set it: one and a half times a usual week."""
BUFFER_DAYS = 2
"""What a minimum by hand covers beyond the lead time."""
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Choices:
    """What somebody tries out; None is as the outlet has it."""

    service_percent: int | None = None
    review_days: int | None = None
    lead_time_days: int | None = None

    def applied(self, supply: Supply) -> Supply:
        """An ingredient as if it were bought so."""
        told = {name: value for name, value in vars(self).items() if value is not None}
        return replace(supply, **told)


@dataclass(frozen=True)
class Morning:
    """What is known of one ingredient when it may be ordered; `first` is the replay's first outlook."""

    today: date
    day_number: int
    supply: Supply
    outlook: Outlook
    first: Outlook


@dataclass(frozen=True)
class Decision:
    """Where the stock should be, and what of it will expire; None waits for another morning."""

    target: Target
    expiring: Decimal


Policy = Callable[[Morning], Decision | None]


def by_forecast(morning: Morning) -> Decision:
    """As drafts of orders are made: levels anew every morning."""
    levels = levels_of(morning.supply, morning.outlook, morning.today)
    return Decision(levels.target, levels.expiring)


def by_par(morning: Morning) -> Decision | None:
    """Every review day up to a level that was set before the month and stays."""
    if morning.day_number % morning.supply.review_days:
        return None
    par = exact(morning.first.mean(morning.supply.ingredient_id, DAYS_A_WEEK) * PAR_WEEKS)
    return Decision(_ample(par, par, morning.supply.pack), Decimal(0))


def by_minimum_and_maximum(morning: Morning) -> Decision:
    """Below a minimum up to a maximum, both set before the month by usual use."""
    supply, first = morning.supply, morning.first
    name, lead = supply.ingredient_id, supply.lead_time_days + LOOK_DAYS
    low = exact(first.mean(name, lead + BUFFER_DAYS))
    high = exact(first.mean(name, lead + BUFFER_DAYS + supply.review_days))
    return Decision(_ample(low, high, supply.pack), Decimal(0))


POLICIES: dict[str, Policy] = {
    "Forecast": by_forecast,
    "Par level": by_par,
    "Minimum and maximum": by_minimum_and_maximum,
}


def _ample(point: Decimal, up_to: Decimal, pack: Pack) -> Target:
    """Such rules know no shelf life: only packs that fit no more are left out."""
    return Target(point, up_to, up_to + (pack.fewest + pack.multiple) * pack.size)
