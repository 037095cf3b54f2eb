"""Demand on days on which an item could not be ordered for some hours: sales are not all that was asked for.

What was sold is divided by the part of a usual day's sales that falls into the hours in which the item was
there (the proportional form of unconstraining; Talluri and van Ryzin 2004, The Theory and Practice of
Revenue Management, section 9.4). Where too little of the day is left to say so, the day is missing, not
small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from pipelines.forecasting.history import Floats, History

SLOTS = 48
SLOT = timedelta(minutes=30)
LEAST_PART = 0.35
"""A day of which the item was there for less is missing."""
OUTLET_PORTIONS = 20.0
"""An item's own hours weigh as its portions against so many of the outlet's."""


@dataclass(frozen=True)
class Outage:
    """An item that could not be ordered from one instant to another, both aware."""

    item_id: str
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Uncensored:
    """A history in which demand stands for sales; `estimated` counts the days changed, by series."""

    history: History
    estimated: Mapping[str, int]


def hours_of(portions: Floats) -> Floats:
    """Part of a usual day by item and half-hour since the cut-over, from `portions` sold in each.

    An item that sells little takes the hours of all items. Where nothing was sold, all hours are alike.
    """
    total = portions.sum()
    outlet = portions.sum(axis=0) / total if total > 0 else np.full(SLOTS, 1 / SLOTS)
    weighed = portions + OUTLET_PORTIONS * outlet
    parts: Floats = weighed / weighed.sum(axis=1, keepdims=True)
    return parts


def missed(
    outages: Sequence[Outage], starts: Mapping[date, datetime]
) -> dict[tuple[str, date], Floats]:
    """By item and business day the part of each half-hour in which it could not be ordered.

    `starts` are the instants at which the business days of trade began.
    """
    found: dict[tuple[str, date], Floats] = {}
    for outage in outages:
        for day, start in starts.items():
            first, last = (outage.began_at - start) / SLOT, (outage.ended_at - start) / SLOT
            if last <= 0 or first >= SLOTS:
                continue
            edges = np.arange(SLOTS)
            out = np.clip(last - edges, 0, 1) - np.clip(first - edges, 0, 1)
            known = found.get((outage.item_id, day), np.zeros(SLOTS))
            found[outage.item_id, day] = np.minimum(known + out, 1.0)
    return found


def uncensored(
    history: History, hours: Floats, out: Mapping[tuple[str, date], Floats]
) -> Uncensored:
    """The history with the days of `out` estimated; (item, half-hour) `hours` are those of its series."""
    quantity = history.quantity.copy()
    rows = {day: row for row, day in enumerate(history.dates)}
    estimated: dict[str, int] = {}
    for (item_id, day), parts in out.items():
        if item_id not in history.ingredients or day not in rows:
            continue
        place, row = history.ingredients.index(item_id), rows[day]
        there = 1.0 - float(hours[place] @ parts)
        if np.isnan(quantity[row, place]) or there > 1 - 1e-9:
            continue
        sold = quantity[row, place]
        quantity[row, place] = sold / there if there >= LEAST_PART else np.nan
        estimated[item_id] = estimated.get(item_id, 0) + 1
    return Uncensored(History(history.days, history.ingredients, quantity), estimated)
