"""What a caller takes: JSON, or it is told so before anything happens."""

from flask import Request

from api.routing import Route
from chitrail.errors import ChitrailError

JSON = "application/json"


class NotAcceptable(ChitrailError):
    """The caller's Accept header excludes the only thing there is."""

    status = 406
    code = "not-acceptable"
    title = "There is only JSON"


def require_acceptable(route: Route, request: Request) -> None:
    """Raise NotAcceptable when a route answers in JSON and the caller takes none."""
    accept = request.environ.get("HTTP_ACCEPT")
    if not accept or not route.answers_json:
        return
    named = JSON in accept or "*/*" in accept
    if named and "q=" not in accept:
        return
    if request.accept_mimetypes.quality(JSON) <= 0:
        raise NotAcceptable(f"the Accept header must allow {JSON}")
