"""From request to response: sign-in, parsing, the transaction and the idempotency key around a view."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, request
from sqlalchemy import Connection

from api import idempotency
from api.admission import Admission
from api.database import NO_OUTLET, Database, retrying
from api.negotiation import require_acceptable
from api.preconditions import expected_version
from api.reply import Encoded, encode, respond
from api.requests import parse_body, parse_query, read_body
from api.routing import WRITES, Route
from chitrail.errors import NotFound
from chitrail.settings import Settings
from chitrail.tokens import Actor


def mount(
    app: Flask, route: Route, settings: Settings, database: Database, admission: Admission
) -> None:
    """Serve a route to those who are admitted."""
    handle = _handler(route, settings, database, admission)
    app.add_url_rule(route.path, route.name, handle, methods=[route.method])


def _handler(
    route: Route, settings: Settings, database: Database, admission: Admission
) -> Callable[..., Response]:
    def handle(**path: Any) -> Response:
        actor = admission.caller(route, request)
        given = _arguments(route, settings, actor, request)
        for value in path.values():
            if isinstance(value, str) and "\x00" in value:
                raise NotFound("there is no such thing")
        given.update(path)
        return respond(perform(route, scoped(route, database, actor, given), given), request)

    return handle


def scoped(
    route: Route, database: Database, actor: Actor | None, given: dict[str, Any]
) -> Database:
    """The database as this request may see it: one outlet, unless the route speaks for the house."""
    if route.house:
        return database.everywhere()
    if actor is not None:
        return database.at(actor.outlet_id)
    return database.at(getattr(given.get("query"), "outlet_id", NO_OUTLET))


def perform(route: Route, database: Database, given: dict[str, Any]) -> Encoded:
    """Run a view with what it asked for, in a transaction and under its key if it wants them."""
    if "database" in route.wants:
        given["database"] = database
    if "connection" not in route.wants:
        return encode(route.view(**given), route.status)
    key = given.pop("key", None)

    def work() -> Encoded:
        with database.transaction() as connection:
            return _in_transaction(route, connection, given, key)

    safe_to_repeat = key is not None or route.method not in WRITES
    return retrying(work) if safe_to_repeat else work()


def _arguments(
    route: Route, settings: Settings, actor: Actor | None, incoming: Request
) -> dict[str, Any]:
    """What the view asked for, out of the request; the key too when the route is idempotent."""
    wants, given = route.wants, dict[str, Any]()
    require_acceptable(route, incoming)
    if "actor" in wants:
        given["actor"] = actor
    raw = read_body(incoming, route.most_bytes) if route.method in WRITES else b""
    if route.idempotent:
        given["key"] = idempotency.read_key(incoming, actor.subject if actor else "-", raw)
    if "body" in wants:
        given["body"] = parse_body(incoming, raw, route.body)
    if "query" in wants:
        given["query"] = parse_query(incoming, route.query)
    if "expected_version" in wants:
        given["expected_version"] = expected_version(incoming)
    if "settings" in wants:
        given["settings"] = settings
    if "request" in wants:
        given["request"] = incoming
    return given


def _in_transaction(
    route: Route, connection: Connection, given: dict[str, Any], key: idempotency.Key | None
) -> Encoded:
    if key is None:
        return encode(route.view(connection=connection, **given), route.status)
    stored = idempotency.claim(connection, key)
    if stored is not None:
        return stored
    answer = encode(route.view(connection=connection, **given), route.status)
    idempotency.finish(connection, key, answer)
    return answer
