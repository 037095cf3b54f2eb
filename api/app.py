"""The REST application: a Flask app made from settings; nothing happens at import."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.routing import MapAdapter

from api import errors, observing, reply
from api.admission import Admission
from api.auth.revocation import Revocations
from api.crossing import Crossing
from api.database import Database
from api.domains import all_routes
from api.handling import mount
from api.limiting.limiter import Limiter
from chitrail.settings import Settings

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
Pairs = list[tuple[str, str]]


class Api(Flask):
    """Flask without what it asks of every request and we need not know: coroutines, hosts, odd headers."""

    def wsgi_app(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the headers every answer carries are put on here, where they are a plain list."""

        def start(status: str, headers: Pairs, *failure: Any) -> Callable[[bytes], object]:
            return start_response(status, headers + environ.get(reply.OURS, []), *failure)

        return super().wsgi_app(environ, start)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself; no view of ours is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Routing by path alone: no route of ours has a host or a subdomain."""
        if request is None:
            return super().create_url_adapter(None)
        return self.url_map.bind(
            request.environ.get("HTTP_HOST") or request.environ["SERVER_NAME"],
            script_name=request.root_path,
            url_scheme=request.scheme,
            default_method=request.method,
            path_info=request.path,
            query_args=request.environ.get("QUERY_STRING", ""),
        )


def create_app(settings: Settings) -> Flask:
    """The API for one process. Its database connects with the first request."""
    app = Api("api", static_folder=None)
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    database = Database(settings, application_name="chitrail api")
    app.extensions["database"] = database
    admission = Admission(settings, Revocations(database.everywhere()), Limiter(settings))
    _add_hooks(app, Crossing(settings))
    errors.install(app)
    for route in all_routes():
        mount(app, route, settings, database, admission)
    return app


def _add_hooks(app: Flask, crossing: Crossing) -> None:
    """One hook before and one after, with the request itself.

    Flask's way to a hook, and its proxy's to the request, cost more than most of what is done there.
    """

    @app.before_request
    def before() -> Response | None:
        asked = _asked()
        observing.begin(asked)
        return crossing.preflight(asked)

    @app.after_request
    def after(response: Response) -> Response:
        asked = _asked()
        return observing.end(asked, crossing.mark(asked, response))


def _asked() -> Request:
    found: Request = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return found
