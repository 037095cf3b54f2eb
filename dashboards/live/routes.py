"""Route of the live page. It shows what the API says now, not the published snapshot."""

from flask import Blueprint, render_template

from chitrail.errors import Unavailable
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
        return render_template("live.html", away=away.detail, refresh=REFRESH_SECONDS), 503
    most = max([item["last_60_minutes"] for item in figures["items"]], default=1)
    return render_template("live.html", live=figures, most=most, refresh=REFRESH_SECONDS)
