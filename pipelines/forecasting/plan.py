"""The plan of one outlet: the forecast of every item and ingredient, and the advice that follows from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chitrail.reordering.expected import exact
from chitrail.reordering.levels import Levels, levels_of
from chitrail.reordering.supply import Supply
from pipelines.forecasting import explanation
from pipelines.forecasting.choice import choose
from pipelines.forecasting.dishes import Dishes
from pipelines.forecasting.hierarchy import added_up
from pipelines.forecasting.past_outlook import past_outlooks
from pipelines.forecasting.reorder import Advice, advise
from pipelines.forecasting.sums import Sums

HORIZON_DAYS = 14
MOST_ERROR = 99.0
"""An error is not told larger than that, as a part of demand."""


@dataclass(frozen=True)
class Plan:
    """Rows of the planning tables, columns in the order of those tables.

    `outlooks` are those of `reorder_outlook`, but for the outlet.
    """

    items: list[tuple[Any, ...]] = field(default_factory=list)
    ingredients: list[tuple[Any, ...]] = field(default_factory=list)
    reorder: list[tuple[Any, ...]] = field(default_factory=list)
    outlooks: pd.DataFrame = field(default_factory=pd.DataFrame)


def plan_outlet(
    outlet_id: str,
    dishes: Dishes | None,
    names: dict[str, str],
    supplies: list[Supply],
    today: date,
) -> Plan:
    """Plan from the dishes of full business days; `names` are the items' names.

    Ingredients are what their dishes are expected to use, so the tables add up.
    """
    plan, sums = Plan(), None
    if dishes is not None:
        items = Sums(dishes.history, choose(dishes.history, dishes.calendar))
        choice = added_up(items.choice, dishes.usage, dishes.ingredients)
        plan = Plan(outlooks=past_outlooks(choice))
        sums = Sums(choice.history, choice)
        plan.items.extend(_item_rows(outlet_id, dishes, items))
        plan.ingredients.extend(_ingredient_rows(outlet_id, dishes, items, sums, names))
    for supply in supplies:
        use = sums if sums and supply.ingredient_id in sums.history.ingredients else None
        levels = levels_of(supply, use, today)
        plan.reorder.append(_row(outlet_id, supply, levels, advise(supply, levels), use))
    return plan


def _item_rows(outlet_id: str, dishes: Dishes, items: Sums) -> list[tuple[Any, ...]]:
    def why(name: str, day: date) -> str:
        place = items.history.ingredients.index(name)
        estimated = dishes.estimated.get(name, 0)
        return explanation.of_item(items.choice, place, day.weekday(), estimated)

    return [row for name in items.history.ingredients for row in _days(outlet_id, items, name, why)]


def _ingredient_rows(
    outlet_id: str, dishes: Dishes, items: Sums, sums: Sums, names: dict[str, str]
) -> list[tuple[Any, ...]]:
    dish_names = [names.get(item_id, "a dish") for item_id in dishes.history.ingredients]

    def why(name: str, day: date) -> str:
        place = sums.history.ingredients.index(name)
        portions = items.choice.profile[-1][day.weekday()] * dishes.usage[:, place]
        return explanation.of_ingredient(sums.choice, place, portions, dish_names)

    return [row for name in sums.history.ingredients for row in _days(outlet_id, sums, name, why)]


def _days(
    outlet_id: str, sums: Sums, name: str, why: Callable[[str, date], str]
) -> list[tuple[Any, ...]]:
    place = sums.history.ingredients.index(name)
    error = sums.choice.error[place]
    told = None if np.isnan(error) else min(float(error), MOST_ERROR)
    days = sums.days(HORIZON_DAYS)
    bounds = sums.bounds(name, HORIZON_DAYS)
    return [
        (
            outlet_id,
            name,
            day,
            exact(amount),
            sums.method(name),
            exact(low),
            exact(high),
            told,
            why(name, day) + sums.choice.effects.words(day, sums.history.last_date),
        )
        for day, amount, (low, high) in zip(days, sums.expected[name], bounds, strict=False)
    ]


def _row(
    outlet_id: str, supply: Supply, levels: Levels, advice: Advice, use: Sums | None
) -> tuple[Any, ...]:
    return (
        outlet_id,
        supply.ingredient_id,
        supply.code,
        supply.name,
        supply.unit,
        supply.supplier,
        supply.on_hand,
        levels.target.reorder_point,
        levels.target.order_up_to,
        supply.lead_time_days,
        exact(use.mean(supply.ingredient_id, 7) if use else 0),
        exact(use.mean(supply.ingredient_id, 9) if use else 0),
        levels.safety,
        advice.suggested_quantity,
        advice.suggested_packs,
        supply.pack_size,
        use.history.last_date if use else None,
        advice.why,
        supply.supplier_id,
        supply.supplier_item_id,
        supply.reserved,
        supply.on_order,
        supply.in_transit,
        levels.expiring,
        levels.target.most,
        levels.lead_days,
        levels.cycle_days,
        exact(levels.service),
        levels.basis,
    )
