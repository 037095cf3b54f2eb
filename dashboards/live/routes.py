"""Route of the live page. It shows what the API says now, not the published snapshot."""

from typing import Any

from flask import Blueprint, render_template

from chitrail.errors import Unavailable
from dashboards import current
from dashboards.purchasing import calls
from dashboards.purchasing.calls import Refused

pages = Blueprint("live", __name__, url_prefix="/manager/live")
REFRESH_SECONDS = 5


@pages.get("")
def live() -> str | tuple[str, int]:
    """The figures of the last hour; the page loads itself again."""
    try:
        figures = calls.read("/api/live")
    except (Refused, Unavailable) as away:
        return _page(away=away.detail), 503
    most = max([item["last_60_minutes"] for item in figures["items"]], default=1)
    return _page(live=figures, most=most)


def _page(**shown: Any) -> str:
    return render_template("live.html", actor=current.actor(), refresh=REFRESH_SECONDS, **shown)
