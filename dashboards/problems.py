"""Errors as pages a person can act on."""

import logging

from flask import Flask, g, render_template
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Render every exception that leaves a view."""
    app.register_error_handler(Exception, render)


def render(error: Exception) -> tuple[str, int]:
    """The page of an error; faults of ours are logged with the request id that the page shows."""
    if isinstance(error, HTTPException) and error.code is not None:
        return _page(error.name, error.description or "", error.code)
    log.error("%s failed", g.get("request_id", "-"), exc_info=error)
    return _page(
        "Something went wrong on our side", "Quote the number below when you report it.", 500
    )


def _page(title: str, detail: str, status: int) -> tuple[str, int]:
    request_id = g.get("request_id", "-")
    page = render_template("problem.html", title=title, detail=detail, request_id=request_id)
    return page, status
