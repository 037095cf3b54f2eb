"""Routes of the settlements page."""

from typing import Any

from duckdb import DuckDBPyConnection
from flask import Blueprint

from dashboards import current, presenting
from dashboards.settlements import queries

pages = Blueprint("settlements", __name__, url_prefix="/manager")


@pages.get("/settlements")
def bank() -> str:
    """What the gateway transferred to the bank, and every difference that is open."""

    def read(connection: DuckDBPyConnection) -> dict[str, Any]:
        outlet_id = current.actor().outlet_id
        return {
            "settlements": queries.settlements(connection, outlet_id),
            "differences": queries.open_differences(connection, outlet_id),
            "totals": queries.totals(connection, outlet_id),
        }

    return presenting.page("settlements.html", read)
