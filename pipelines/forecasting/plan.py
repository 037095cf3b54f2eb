"""The plan of one outlet: the forecast of every ingredient and the advice that follows from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chitrail.reordering.expected import exact
from chitrail.reordering.levels import Levels, levels_of
from chitrail.reordering.supply import Supply
from pipelines.forecasting.history import build_history
from pipelines.forecasting.reorder import Advice, advise
from pipelines.forecasting.sums import Sums

HORIZON_DAYS = 14


@dataclass(frozen=True)
class Plan:
    """Rows of `forecast_ingredient_daily` and `mart_reorder`, columns in the order of those tables."""

    forecast: list[tuple[Any, ...]]
    reorder: list[tuple[Any, ...]]


def plan_outlet(
    outlet_id: str,
    demand: pd.DataFrame,
    open_days: list[date],
    supplies: list[Supply],
    today: date,
) -> Plan:
    """Plan from the demand of full business days, those before `today`.

    A restaurant in its very first days has none; then the day under way is all there is to go by.
    `demand` has the columns business_date, ingredient_id and quantity.
    """
    full_days = [day for day in open_days if day < today] or open_days
    history = build_history(demand, full_days)
    sums = Sums(history) if history else None
    plan = Plan([], [])
    for supply in supplies:
        use = sums if sums and supply.ingredient_id in sums.history.ingredients else None
        levels = levels_of(supply, use, today)
        plan.reorder.append(_row(outlet_id, supply, levels, advise(supply, levels), use))
        if use:
            expected = use.expected[supply.ingredient_id]
            plan.forecast.extend(
                (
                    outlet_id,
                    supply.ingredient_id,
                    day,
                    exact(amount),
                    use.method(supply.ingredient_id),
                )
                for day, amount in zip(use.days(HORIZON_DAYS), expected, strict=False)
            )
    return plan


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
