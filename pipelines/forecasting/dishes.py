"""An outlet's items: what was sold of them, and what a portion uses now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd

from pipelines.forecasting.censoring import (
    SLOTS,
    Outage,
    Uncensored,
    hours_of,
    missed,
    uncensored,
)
from pipelines.forecasting.choice import LONGEST_DAYS
from pipelines.forecasting.festivals import festivals
from pipelines.forecasting.history import Floats, History, build_history

CHANGES_DAYS = 56
"""Modifiers are taken as often as in the last eight weeks."""
USUAL_DAYS = 91
"""The hours in which items sell are those of the last quarter."""

_PORTIONS = """
SELECT business_date, item_id::VARCHAR AS ingredient_id, sum(quantity)::DOUBLE AS quantity
FROM fct_order_line WHERE outlet_id = ? AND order_status = 'COMPLETED' GROUP BY ALL
"""
_USAGE = """
WITH recent AS (
    SELECT order_line_id, item_id, quantity FROM fct_order_line
    WHERE outlet_id = $outlet AND order_status = 'COMPLETED' AND business_date > $since
),
newest AS (
    SELECT item_id, recipe.id AS recipe_id FROM raw_recipes AS recipe
    WHERE outlet_id = $outlet
    QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY active_from <= $now DESC, version DESC) = 1
),
portions AS (SELECT item_id, sum(quantity) AS portions FROM recent GROUP BY item_id)
SELECT item_id::VARCHAR, ingredient_id::VARCHAR, sum(quantity)::DOUBLE
FROM (
    SELECT newest.item_id, line.ingredient_id, line.quantity
    FROM newest INNER JOIN stg_recipe_line AS line ON newest.recipe_id = line.recipe_id
    UNION ALL
    SELECT recent.item_id, change.ingredient_id, recent.quantity * change.quantity / portions.portions
    FROM recent
    INNER JOIN stg_line_ingredient AS change ON recent.order_line_id = change.order_line_id
    INNER JOIN portions ON recent.item_id = portions.item_id
)
GROUP BY ALL ORDER BY ALL
"""
_OUTAGES = """
SELECT item_id::VARCHAR, epoch(began_at), epoch(least(coalesce(ended_at, $now), $now))
FROM raw_item_outages WHERE outlet_id = $outlet AND coalesce(ended_at, $now) >= $since ORDER BY ALL
"""
_HOURS = """
SELECT line.item_id::VARCHAR, floor((epoch(placed.placed_at) - day.start) / 1800)::INTEGER AS slot,
    sum(line.quantity)::DOUBLE
FROM fct_order_line AS line
INNER JOIN fct_order AS placed USING (order_id)
INNER JOIN usual_days AS day ON line.business_date = day.business_date
    AND line.item_id::VARCHAR = day.item_id
WHERE line.outlet_id = ? AND line.order_status = 'COMPLETED' GROUP BY ALL
"""


@dataclass(frozen=True)
class Outlet:
    """An outlet and when its business days begin."""

    id: str
    zone: str
    cutover_hour: int

    def start(self, day: date) -> datetime:
        """The instant at which a business day begins."""
        return datetime.combine(day, time(self.cutover_hour), ZoneInfo(self.zone))


@dataclass(frozen=True)
class Dishes:
    """Portions of an outlet's items, and by item and ingredient the base units in a portion.

    `estimated` counts by item the days on which it could not be ordered for some of the time.
    `calendar` names festivals, past and to come.
    """

    history: History
    usage: Floats
    ingredients: list[str]
    estimated: Mapping[str, int] = field(default_factory=dict)
    calendar: Mapping[date, str] = field(default_factory=dict)


def dishes_of(
    connection: duckdb.DuckDBPyConnection, outlet: Outlet, open_days: list[date], now: datetime
) -> Dishes | None:
    """Items sold on these days of trade, by today's recipes and the modifiers of late; None without any."""
    history = build_history(connection.execute(_PORTIONS, [outlet.id]).df(), open_days)
    if history is None:
        return None
    asked = _demand(connection, outlet, history, open_days, now)
    since = history.last_date - timedelta(days=CHANGES_DAYS)
    given = {"outlet": outlet.id, "since": since, "now": now}
    rows = connection.execute(_USAGE, given).fetchall()
    rows = [row for row in rows if row[0] in history.ingredients and row[2] > 0]
    ingredients = sorted({row[1] for row in rows})
    usage = np.zeros((len(history.ingredients), len(ingredients)))
    for item_id, ingredient_id, quantity in rows:
        usage[history.ingredients.index(item_id), ingredients.index(ingredient_id)] = quantity
    calendar = festivals(outlet.zone)
    return Dishes(asked.history, usage, ingredients, asked.estimated, calendar)


def _demand(
    connection: duckdb.DuckDBPyConnection,
    outlet: Outlet,
    history: History,
    open_days: list[date],
    now: datetime,
) -> Uncensored:
    """The history with sold-out hours made up for."""
    days = [day for day in open_days if day > history.last_date - timedelta(days=LONGEST_DAYS)]
    starts = {day: outlet.start(day) for day in days}
    given = {"outlet": outlet.id, "now": now, "since": starts[days[0]]}
    outages = [
        Outage(item_id, datetime.fromtimestamp(began, UTC), datetime.fromtimestamp(ended, UTC))
        for item_id, began, ended in connection.execute(_OUTAGES, given).fetchall()
    ]
    out = missed(outages, starts)
    if not out:
        return Uncensored(history, {})
    usual = [
        (day, starts[day].timestamp(), item)
        for day in days[-USUAL_DAYS:]
        for item in history.ingredients
        if (item, day) not in out
    ]
    frame = pd.DataFrame(usual, columns=["business_date", "start", "item_id"])
    connection.register("usual_days", frame)
    rows = connection.execute(_HOURS, [outlet.id]).fetchall()
    connection.unregister("usual_days")
    portions = np.zeros((len(history.ingredients), SLOTS))
    for item_id, slot, quantity in rows:
        if item_id in history.ingredients:
            portions[history.ingredients.index(item_id), min(max(slot, 0), SLOTS - 1)] += quantity
    return uncensored(history, hours_of(portions), out)
