"""Routes of the ingredient demand page."""

from typing import Any

from duckdb import DuckDBPyConnection
from flask import Blueprint, request

from dashboards import current, presenting
from dashboards.demand import queries
from dashboards.figures import demand as figures

pages = Blueprint("demand", __name__, url_prefix="/manager")


@pages.get("/demand")
def ingredient_demand() -> str:
    """Use of every ingredient, and one ingredient's past and expected days, and how good that is."""
    asked = request.args.get("ingredient", "")

    def read(connection: DuckDBPyConnection) -> dict[str, Any]:
        outlet_id = current.actor().outlet_id
        uses = queries.uses(connection, outlet_id)
        chosen = next((use for use in uses if use.ingredient_code == asked), None)
        chosen = chosen or max(uses, key=lambda use: use.last_four_weeks, default=None)
        if chosen is None:
            return {"uses": [], "chosen": None}
        history = queries.history(connection, outlet_id, chosen.ingredient_code)
        forecast = queries.forecast(connection, outlet_id, chosen.ingredient_code)
        figure = figures.history_and_forecast(history, forecast, unit=chosen.unit)
        return {
            "uses": uses,
            "chosen": chosen,
            "figure_value": figure,
            "days": queries.expected_days(connection, outlet_id, chosen.ingredient_code),
            "dishes": queries.dishes(connection, outlet_id),
            "accuracy": queries.accuracy(connection, outlet_id),
        }

    return presenting.page("demand.html", read)
