"""The replay of the last four weeks as figures of policies."""

from typing import Any

from chitrail.errors import NotFound
from chitrail.reordering.policies import Choices
from chitrail.settings import Settings
from warehouse.connection import read_only
from warehouse.past_month import past_month


def simulated(
    settings: Settings, outlet_id: str, choices: Choices, order_cost: float
) -> list[dict[str, Any]]:
    """A row a policy, money in rupees. Raises Unavailable, and NotFound where nothing can be replayed."""
    with read_only(settings.warehouse_snapshot) as connection:
        month = past_month(connection, outlet_id)
    if month is None:
        raise NotFound(f"the warehouse knows no past use at {outlet_id}")
    return [
        {
            "policy": one.name,
            "from": month.days[0].isoformat(),
            "to": month.days[-1].isoformat(),
            "ingredients": len(month.cases),
            "orders": one.orders,
            "bought": round(one.bought, 2),
            "mean_stock": round(one.mean_stock, 2),
            "holding": round(one.holding, 2),
            "wasted": round(one.wasted, 2),
            "shortages": one.shortages,
            "lost_margin": round(one.lost_margin, 2),
            "fill_rate": round(one.fill_rate, 4),
            "total": round(one.total(order_cost), 2),
        }
        for one in month.outcomes(choices)
    ]


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    first = rows[0]
    lines = [f"{first['from']} to {first['to']}, {first['ingredients']} ingredients, rupees"]
    lines.append(
        f"{'policy':20} {'orders':>7} {'stock':>10} {'waste':>10} {'short':>6} {'fill':>7} {'cost':>11}"
    )
    lines += [
        f"{row['policy']:20} {row['orders']:7} {row['mean_stock']:10.0f} {row['wasted']:10.0f} "
        f"{row['shortages']:6} {row['fill_rate']:7.1%} {row['total']:11.0f}"
        for row in rows
    ]
    return "\n".join(lines)
