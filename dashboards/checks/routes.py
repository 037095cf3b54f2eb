"""Routes of the data checks page."""

from typing import Any

from duckdb import DuckDBPyConnection
from flask import Blueprint

from dashboards import presenting
from dashboards.checks import queries

pages = Blueprint("checks", __name__, url_prefix="/manager")


@pages.get("/checks")
def data_checks() -> str:
    """What the warehouse verified before it published these numbers."""

    def read(connection: DuckDBPyConnection) -> dict[str, Any]:
        checks = queries.results(connection)
        failed = sum(not check.success for check in checks)
        checked_at = max((check.checked_at for check in checks), default=None)
        return {"checks": checks, "failed": failed, "checked_at": checked_at}

    return presenting.page("checks.html", read)
