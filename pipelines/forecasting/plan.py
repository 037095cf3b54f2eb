"""The plan of one outlet: the forecast of every ingredient and the advice that follows from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipelines.forecasting.history import History, build_history
from pipelines.forecasting.reorder import (
    LOOK_DAYS,
    REVIEW_DAYS,
    Advice,
    Ingredient,
    Outlook,
    advise,
    exact,
)
from pipelines.forecasting.safety_stock import Cover, cover
from pipelines.forecasting.weekday_mean import METHOD, forecast

HORIZON_DAYS = 14
LONGEST_DAYS = REVIEW_DAYS + 60
"""The longest lead time the database accepts, and a review before it."""


@dataclass(frozen=True)
class Plan:
    """Rows of `forecast_ingredient_daily` and `mart_reorder`, columns in the order of those tables."""

    forecast: list[tuple[Any, ...]]
    reorder: list[tuple[Any, ...]]


def plan_outlet(
    outlet_id: str,
    demand: pd.DataFrame,
    open_days: list[date],
    ingredients: list[Ingredient],
    today: date,
) -> Plan:
    """Plan from the demand of full business days, those before `today`.

    A restaurant in its very first days has none; then the day under way is all there is to go by.
    `demand` has the columns business_date, ingredient_id and quantity.
    """
    full_days = [day for day in open_days if day < today] or open_days
    history = build_history(demand, full_days)
    outlooks = _Outlooks(history) if history else None
    plan = Plan([], [])
    for ingredient in ingredients:
        use = outlooks if outlooks and ingredient.id in outlooks.history.ingredients else None
        outlook = use.of(ingredient) if use else None
        advice = advise(ingredient, outlook)
        plan.reorder.append(_row(outlet_id, ingredient, advice, use))
        if use:
            plan.forecast.extend(
                (outlet_id, ingredient.id, day, exact(amount), METHOD)
                for day, amount in zip(use.days, use.expected[ingredient.id], strict=False)
            )
    return plan


class _Outlooks:
    """Expected use and safety stock, computed once for each length of days."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.expected = forecast(history, LONGEST_DAYS)
        self.days = list(pd.DatetimeIndex(self.expected.index).date)[:HORIZON_DAYS]
        self.days_of_trade = int(history.is_open.sum())
        self._covers: dict[int, Cover] = {}

    def use(self, name: str, days: int) -> float:
        return float(self.expected[name].iloc[:days].sum())

    def safety(self, name: str, days: int) -> float:
        if days not in self._covers:
            self._covers[days] = cover(self.history, days)
        return float(self._covers[days].quantity[self.history.ingredients.index(name)])

    def of(self, ingredient: Ingredient) -> Outlook:
        name, lead_time = ingredient.id, ingredient.lead_time_days
        lead, cycle = lead_time + LOOK_DAYS, lead_time + REVIEW_DAYS
        return Outlook(
            lead_use=exact(self.use(name, lead)),
            lead_safety=exact(self.safety(name, lead)),
            cycle_use=exact(self.use(name, cycle)),
            cycle_safety=exact(self.safety(name, cycle)),
            basis=self._covers[cycle].basis,
            days_of_trade=self.days_of_trade,
        )


def _row(
    outlet_id: str, ingredient: Ingredient, advice: Advice, use: _Outlooks | None
) -> tuple[Any, ...]:
    return (
        outlet_id,
        ingredient.id,
        ingredient.code,
        ingredient.name,
        ingredient.unit,
        ingredient.supplier,
        ingredient.on_hand,
        advice.reorder_point,
        advice.order_up_to,
        ingredient.lead_time_days,
        exact(use.use(ingredient.id, 7) if use else 0),
        exact(use.use(ingredient.id, 9) if use else 0),
        advice.safety_stock,
        advice.suggested_quantity,
        advice.suggested_packs,
        ingredient.pack_size,
        use.history.last_date if use else None,
        advice.why,
    )
