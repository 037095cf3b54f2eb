"""The last month of an outlet out of a snapshot, to be replayed: use, outlooks, stock, what was done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from chitrail.reordering.outlook import Outlook, Stretch
from chitrail.reordering.policies import POLICIES, Choices
from chitrail.reordering.replay import Case, Outcome, replay
from chitrail.reordering.service_level import LOST_SHARE
from warehouse.supplies import supplies

_OUTLOOKS = """
SELECT ingredient_id::VARCHAR, made_on, days, expected::DOUBLE, above_50::DOUBLE, above_60::DOUBLE,
       above_70::DOUBLE, above_80::DOUBLE, above_90::DOUBLE, above_95::DOUBLE, above_98::DOUBLE,
       above_99::DOUBLE
FROM reorder_outlook WHERE outlet_id = ? ORDER BY ingredient_id, made_on, days
"""
_DEMAND = """
SELECT ingredient_id::VARCHAR, business_date, quantity::DOUBLE FROM mart_ingredient_demand
WHERE outlet_id = ? AND business_date >= ?
"""
_MINIMUMS = "SELECT ingredient_id::VARCHAR, minimum_order FROM mart_supply WHERE outlet_id = ?"
_OPENING = """
SELECT s.ingredient_id::VARCHAR, (any_value(s.on_hand) - coalesce(sum(m.quantity), 0))::DOUBLE
FROM mart_supply AS s LEFT JOIN fct_stock_movement AS m
    ON m.ingredient_id = s.ingredient_id AND m.business_date >= $first
WHERE s.outlet_id = $outlet GROUP BY s.ingredient_id
"""
_DONE = """
SELECT count(DISTINCT event_id) FILTER (kind = 'RECEIPT'),
       coalesce(sum(value) FILTER (kind = 'RECEIPT'), 0)::DOUBLE,
       -coalesce(sum(value) FILTER (kind = 'WASTE'), 0)::DOUBLE,
       -coalesce(sum(value) FILTER (kind = 'SALE'), 0)::DOUBLE
FROM fct_stock_movement WHERE outlet_id = ? AND business_date BETWEEN ? AND ?
"""
_SHORT = """
SELECT coalesce(sum(m.short * s.unit_cost), 0)::DOUBLE,
       coalesce(sum(m.short * greatest(s.margin, 0)), 0)::DOUBLE,
       count(DISTINCT (m.ingredient_id, m.business_date)) FILTER (m.short > 0)
FROM fct_stock_movement AS m JOIN mart_supply AS s USING (ingredient_id)
WHERE m.outlet_id = ? AND m.kind = 'SALE' AND m.business_date BETWEEN ? AND ?
"""
_PARTS = """
SELECT avg(1 - short / used)::DOUBLE FROM (
    SELECT sum(short) AS short, -sum(quantity) AS used FROM fct_stock_movement
    WHERE outlet_id = ? AND kind = 'SALE' AND business_date BETWEEN ? AND ? GROUP BY ingredient_id
) WHERE used > 0
"""
_MOVED = """
SELECT m.ingredient_id::VARCHAR, m.business_date, sum(m.quantity)::DOUBLE FROM fct_stock_movement AS m
WHERE m.outlet_id = ? AND m.business_date >= ? GROUP BY ALL
"""


@dataclass(frozen=True)
class Month:
    """Days that are replayed, their ingredients, and what was really done (None without receipts)."""

    days: list[date]
    cases: list[Case]
    done: Outcome | None

    def outcomes(self, choices: Choices) -> list[Outcome]:
        """The month under every policy, and as it was."""
        found = [
            replay(name, policy, self.cases, self.days, choices)
            for name, policy in POLICIES.items()
        ]
        return found + ([self.done] if self.done else [])


def past_month(connection: duckdb.DuckDBPyConnection, outlet_id: str) -> Month | None:
    """The days of which outlooks are published; None before there are any.

    Only ingredients that were in use all the time are replayed. One whose stock nobody kept begins with what
    its first order would have restored: its use over a cycle.
    """
    outlooks = _outlooks(connection, outlet_id)
    if not outlooks:
        return None
    days = sorted({day for by_day in outlooks.values() for day in by_day})
    days = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
    demand = _by_day(connection, _DEMAND, [outlet_id, days[0]])
    opening = dict(connection.execute(_OPENING, {"outlet": outlet_id, "first": days[0]}).fetchall())
    minimums = dict(connection.execute(_MINIMUMS, [outlet_id]).fetchall())
    cases = []
    for supply in supplies(connection, outlet_id):
        name = supply.ingredient_id
        known = outlooks.get(name, {})
        if len(known) < len(days):
            continue
        cycle = supply.rhythm.days_until(days[0], supply.review_days)
        begun = opening.get(name, 0.0)
        if begun <= 0:
            begun = known[days[0]].mean(name, cycle)
        used = [demand[name].get(day, 0.0) for day in days]
        cases.append(Case(supply, begun, used, [known[day] for day in days], minimums[name]))
    return Month(days, cases, _done(connection, outlet_id, days, cases, opening))


def _outlooks(
    connection: duckdb.DuckDBPyConnection, outlet_id: str
) -> dict[str, dict[date, Outlook]]:
    listed: dict[str, dict[date, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    for name, made_on, days, expected, *above in connection.execute(
        _OUTLOOKS, [outlet_id]
    ).fetchall():
        listed[name][made_on].append(Stretch(days, expected, tuple(above)))
    return {
        name: {day: Outlook(day, stretches) for day, stretches in by_day.items()}
        for name, by_day in listed.items()
    }


def _by_day(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]
) -> dict[str, dict[date, float]]:
    found: dict[str, dict[date, float]] = defaultdict(dict)
    for name, day, quantity in connection.execute(query, parameters).fetchall():
        found[name][day] = quantity
    return found


def _done(
    connection: duckdb.DuckDBPyConnection,
    outlet_id: str,
    days: list[date],
    cases: list[Case],
    opening: dict[str, float],
) -> Outcome | None:
    """What was really done, by the stock ledger; None when it knows no receipt."""
    span = [outlet_id, days[0], days[-1]]
    ((orders, bought, wasted, used),) = connection.execute(_DONE, span).fetchall()
    if not orders:
        return None
    ((missing, margin, shortages),) = connection.execute(_SHORT, span).fetchall()
    ((fill_rate,),) = connection.execute(_PARTS, span).fetchall()
    moved = _by_day(connection, _MOVED, [outlet_id, days[0]])
    values = []
    stock = {
        case.supply.ingredient_id: opening.get(case.supply.ingredient_id, 0.0) for case in cases
    }
    costs = {case.supply.ingredient_id: case.unit_cost for case in cases}
    for day in days:
        for name in stock:
            stock[name] += moved[name].get(day, 0.0)
        values.append(sum(max(stock[name], 0.0) * costs[name] for name in stock))
    return Outcome(
        "As it was",
        orders=orders,
        bought=bought,
        wasted=wasted,
        used=used,
        missing=missing,
        lost_margin=margin * LOST_SHARE,
        shortages=shortages,
        fill_rate=1.0 if fill_rate is None else fill_rate,
        stock_values=values,
    )
