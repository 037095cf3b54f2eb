"""Responses of an operation: the good one with its headers, and every refusal."""

from http import HTTPStatus
from typing import Any, get_origin

from api.reply import Reply
from api.routing import WRITES, Route

_MEDIA_TYPES = {str: ("text/plain",), bytes: ("text/html",)}
_TEXT = {"type": "string"}
_READ_AS = {"application/yaml": {"type": "object"}}
"""What readers take the text of a media type for."""
HEADERS: dict[str, Any] = {
    "X-Request-Id": {"description": "Names this request in our logs.", "schema": _TEXT},
    "ETag": {"description": "The version; send it as `If-Match` with a change.", "schema": _TEXT},
    "Location": {"description": "Where the thing that was made can be read.", "schema": _TEXT},
    "Idempotency-Replayed": {
        "description": "`true` when this is the stored answer to an earlier request of this key.",
        "schema": {"type": "string", "const": "true"},
    },
    "Retry-After": {
        "description": "Seconds to wait before asking again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {"description": "What to sign in with.", "schema": _TEXT},
    "Allow": {"description": "The methods there are.", "schema": _TEXT},
    "RateLimit-Policy": {"description": "Quota `q` in window `w` seconds.", "schema": _TEXT},
    "RateLimit": {
        "description": "What remains (`r`), whole again in `t` seconds.",
        "schema": _TEXT,
    },
}
"""Every header an answer may carry past those of HTTP itself."""

_NAMED = {
    HTTPStatus.UNAUTHORIZED: ("Unauthorized", "Nobody, or somebody unknown", ["WWW-Authenticate"]),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "TooManyRequests",
        "Asked too often",
        ["Retry-After", "RateLimit-Policy", "RateLimit"],
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Unavailable", "Ask again later", ["Retry-After"]),
}


def problems(schema: dict[str, Any]) -> dict[str, Any]:
    """The refusals that operations point at, by name."""
    content = {"application/problem+json": {"schema": schema}}
    plain = {"description": "A refusal or a fault", "content": content, "headers": headers([])}
    # The server itself says this one, before the application is asked.
    long = {"description": "The address is too long", "content": {"text/html": {"schema": _TEXT}}}
    return {"Problem": plain, "TooLong": long} | {
        name: {"description": text, "content": content, "headers": headers(carried)}
        for name, text, carried in _NAMED.values()
    }


def headers(names: list[str]) -> dict[str, Any]:
    """References to these headers and to the one that every answer carries."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ["X-Request-Id", *names]}


def responses(route: Route, answer: dict[str, Any] | None) -> dict[str, Any]:
    """The responses object; `answer` is the media type object of a JSON answer."""
    good: dict[str, Any] = {
        "description": HTTPStatus(route.status).phrase,
        "headers": headers(_carried(route)),
    }
    if answer is not None:
        good["content"] = {"application/json": answer}
    else:
        kinds = route.media_types or _MEDIA_TYPES[route.returns]
        good["content"] = {kind: {"schema": _READ_AS.get(kind, _TEXT)} for kind in kinds}
    found = {str(status): good for status in (route.status, *route.also)}
    if is_versioned(route) and route.method == "GET":
        unchanged = {"description": "What you have is the newest", "headers": headers(["ETag"])}
        found["304"] = unchanged
    refused = sorted({*route.refusals, *_usual_refusals(route)})
    found |= {str(int(status)): _problem(status) for status in refused}
    return {**found, "default": _problem(0)}


def is_versioned(route: Route) -> bool:
    """Whether answers carry an ETag."""
    return get_origin(route.returns) is Reply


def _carried(route: Route) -> list[str]:
    found = ["ETag"] if is_versioned(route) else []
    if route.status == HTTPStatus.CREATED:
        found.append("Location")
    if route.idempotent:
        found.append("Idempotency-Replayed")
    if route.limited:
        found += ["RateLimit-Policy", "RateLimit"]
    return found


def _problem(status: int) -> dict[str, str]:
    known = HTTPStatus(status) if status else None
    name = _NAMED[known][0] if known in _NAMED else "Problem"
    if known == HTTPStatus.REQUEST_URI_TOO_LONG:
        name = "TooLong"
    return {"$ref": f"#/components/responses/{name}"}


def _usual_refusals(route: Route) -> set[int]:
    found = {HTTPStatus.SERVICE_UNAVAILABLE} if _needs_database(route) else set()
    if route.roles is not None:
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if route.answers_json:
        found.add(HTTPStatus.NOT_ACCEPTABLE)
    if route.query is not None or route.path_parameters:
        found.add(HTTPStatus.REQUEST_URI_TOO_LONG)
    if route.limited:
        found.add(HTTPStatus.TOO_MANY_REQUESTS)
    if route.body is not None:
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
        found |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
    if route.query is not None or "expected_version" in route.wants:
        found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if route.idempotent and route.method in WRITES:
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    return set(map(int, found))


def _needs_database(route: Route) -> bool:
    return bool({"connection", "database"} & route.wants)
