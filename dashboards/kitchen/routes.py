"""Routes of the screens: built files below CHITRAIL_HOME, and where their servers are."""

from pathlib import Path

from flask import Blueprint, Response, abort, redirect, render_template, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from dashboards import current
from dashboards.assets import FOREVER

pages = Blueprint("kitchen", __name__)


@pages.get("/config.json")
def configuration() -> dict[str, str]:
    """Where the display finds the API and the realtime gateway."""
    settings = current.settings()
    return {"api_url": settings.address("api"), "realtime_url": settings.address("realtime")}


@pages.get("/kds")
def without_slash() -> AnyResponse:
    """The address as people type it."""
    return redirect("/kds/")


@pages.get("/kds/")
def display() -> Response | tuple[str, int]:
    """The page of the kitchen display."""
    return _page("kds")


@pages.get("/board")
def board_without_slash() -> AnyResponse:
    """The address as people type it; what follows the hash sign stays."""
    return redirect("/board/")


@pages.get("/board/")
def board() -> Response | tuple[str, int]:
    """The page of the ready board."""
    return _page("board")


@pages.get("/kds/worker.js")
def worker() -> Response:
    """The script that keeps the page for a start without this server."""
    folder = _dist() / "kds"
    if not (folder / "worker.js").is_file():
        abort(404)
    response = send_from_directory(folder, "worker.js", max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/kds/assets/<path:name>")
def built_file(name: str) -> Response:
    """A script or style sheet; its name changes with its content."""
    folder = _dist() / "kds" / "assets"
    if not folder.is_dir():
        abort(404)
    response = send_from_directory(folder, name)
    response.headers["Cache-Control"] = FOREVER
    return response


@pages.get("/order/")
def guest_page() -> Response | tuple[str, int]:
    """The page of a guest's order."""
    return _page("order")


@pages.get("/floor")
def floor_without_slash() -> AnyResponse:
    """The address as people type it."""
    return redirect("/floor/")


@pages.get("/floor/")
def floor() -> Response | tuple[str, int]:
    """The screen of waiters."""
    return _page("floor")


def _page(name: str) -> Response | tuple[str, int]:
    folder = _dist() / name
    if not (folder / "index.html").is_file():
        return render_template("not_built.html"), 503
    response = send_from_directory(folder, "index.html", max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _dist() -> Path:
    return (current.settings().home / "web" / "dist").resolve()
