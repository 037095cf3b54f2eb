"""Routes of the simulation page."""

from typing import Any

from duckdb import DuckDBPyConnection
from flask import Blueprint, request

from chitrail.errors import InvalidInput
from dashboards import current, presenting
from dashboards.figures import simulation as figures
from dashboards.simulation.forms import ORDER_COST, tried
from warehouse.past_month import past_month

pages = Blueprint("simulation", __name__, url_prefix="/manager")
FIELDS = ("service", "review", "lead", "order_cost")


@pages.get("/simulation")
def simulation() -> str:
    """The last four weeks with the forecast's orders, with simpler rules, and as they were."""
    given = {name: request.args.get(name, "") for name in FIELDS}
    given["order_cost"] = given["order_cost"] or str(ORDER_COST)

    def read(connection: DuckDBPyConnection) -> dict[str, Any]:
        try:
            wanted = tried(given)
        except InvalidInput as refused:
            return {"given": given, "problem": refused.detail, "at": refused.field}
        month = past_month(connection, current.actor().outlet_id)
        if month is None or not month.cases:
            return {"given": given, "month": None}
        outcomes = month.outcomes(wanted.choices)
        return {
            "given": given,
            "month": month,
            "outcomes": outcomes,
            "order_cost": wanted.order_cost,
            "costs": figures.costs(outcomes, wanted.order_cost),
            "stock": figures.stock(month.days, outcomes),
        }

    return presenting.page("simulation.html", read)
