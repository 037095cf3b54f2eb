"""Routes of the payments page, the first one a manager sees."""

from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from dashboards import current, presenting
from dashboards.figures import payments as figures
from dashboards.payments import queries

pages = Blueprint("payments", __name__)


@pages.get("/manager")
def without_slash() -> Response:
    """The address as people type it."""
    return redirect("/manager/")


@pages.get("/manager/")
def today() -> str:
    """Payments of a business day by method; the newest day unless `date` names another."""
    asked = request.args.get("date", type=date.fromisoformat)

    def read(connection: DuckDBPyConnection) -> dict[str, Any]:
        outlet_id = current.actor().outlet_id
        chosen = asked or queries.latest_day(connection, outlet_id)
        if chosen is None:
            return {"day": None}
        trend = queries.trend(connection, outlet_id, chosen)
        return {
            "day": queries.one_day(connection, outlet_id, chosen),
            "net": figures.net_by_day(trend),
            "failures": figures.failure_rate_by_day(trend),
        }

    return presenting.page("payments.html", read)
