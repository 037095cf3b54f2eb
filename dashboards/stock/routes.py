"""Routes of the stock page."""

from typing import Any

from duckdb import DuckDBPyConnection
from flask import Blueprint
from pandas import DataFrame

from dashboards import current, presenting
from dashboards.figures import stock as figures
from dashboards.stock import queries

pages = Blueprint("stock", __name__, url_prefix="/manager")


@pages.get("/stock")
def reorder() -> str:
    """What to order now and why, and how long the rest lasts."""

    def read(connection: DuckDBPyConnection) -> dict[str, Any]:
        rows = queries.reorder_list(connection, current.actor().outlet_id)
        covered = [row for row in rows if row.days_of_cover is not None]
        frame = DataFrame(
            {
                "ingredient": [row.ingredient_name for row in covered],
                "days": [row.days_of_cover for row in covered],
                "must_order": [row.must_order for row in covered],
            }
        )
        return {
            "to_order": [row for row in rows if row.must_order],
            "enough": [row for row in rows if not row.must_order],
            "last_date": max((row.last_date for row in rows if row.last_date), default=None),
            "cover": figures.days_of_cover(frame) if covered else None,
        }

    return presenting.page("stock.html", read)
