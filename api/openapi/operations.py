"""One operation of the OpenAPI document out of one route."""

from http import HTTPStatus
from typing import Any

from api.routing import WRITES, Route

_FORMATS = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer"}}
_PROBLEM = {"$ref": "#/components/responses/Problem"}
_TEXT_TYPES = {str: "text/plain", bytes: "text/html"}

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Any text unique to this write, such as a UUID; repeat it when you repeat the write.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "0192f1c4-9a10-7b3c-8f21-5d1e2b3c4d5e",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag you have seen; 412 with the current state when it is not the newest.",
    "schema": {"type": "string"},
    "example": '"3"',
}


def operation(
    route: Route,
    *,
    body: dict[str, Any] | None,
    query: dict[str, Any] | None,
    answer: dict[str, Any] | None,
) -> dict[str, Any]:
    """The operation object. `body` is a media type object, `query` and `answer` are schemas."""
    summary, _, description = (route.view.__doc__ or "").strip().partition("\n")
    found: dict[str, Any] = {
        "operationId": route.name,
        "summary": summary.rstrip("."),
        "tags": [route.tag],
        "parameters": _parameters(route, query),
        "responses": _responses(route, answer),
    }
    notes = [" ".join(description.split()), _allowed(route)]
    if any(notes):
        found["description"] = "\n\n".join(note for note in notes if note)
    if body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": body}}
    if route.roles is not None:
        found["security"] = [{"token": []}]
        found["x-roles"] = sorted(route.roles)
    return found


def _allowed(route: Route) -> str:
    return "" if route.roles is None else f"For: {', '.join(sorted(route.roles))}."


def _parameters(route: Route, query: dict[str, Any] | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _FORMATS.get(converter, {"type": "string"}),
        }
        for name, converter in route.path_parameters.items()
    ]
    if query is not None:
        required = query.get("required", [])
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in query["properties"].items()
        ]
    if route.idempotent:
        found.append(IDEMPOTENCY_KEY)
    if "expected_version" in route.wants:
        found.append(IF_MATCH)
    return found


def _responses(route: Route, answer: dict[str, Any] | None) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if answer is not None:
        good["content"] = {"application/json": {"schema": answer}}
    elif route.returns in _TEXT_TYPES:
        media_type = _TEXT_TYPES[route.returns]
        good["content"] = {media_type: {"schema": {"type": "string"}}}
    refused = {*route.refusals, *_usual_refusals(route)}
    return {
        str(route.status): good,
        **{str(int(status)): _PROBLEM for status in sorted(refused)},
        "default": _PROBLEM,
    }


def _usual_refusals(route: Route) -> set[int]:
    found = set[int]()
    if route.roles is not None:
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if route.answers_json:
        found.add(HTTPStatus.NOT_ACCEPTABLE)
    if route.limited:
        found.add(HTTPStatus.TOO_MANY_REQUESTS)
    if route.body is not None:
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
        found |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
    if route.query is not None:
        found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if route.idempotent and route.method in WRITES:
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    return found
