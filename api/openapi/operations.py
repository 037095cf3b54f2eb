"""One operation of the OpenAPI document out of one route."""

from typing import Any

import msgspec

from api.openapi.responses import is_versioned, responses
from api.routing import Route

_FORMATS = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Any text unique to this write, such as a UUID; repeat it when you repeat the write.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "example": "0192f1c4-9a10-7b3c-8f21-5d1e2b3c4d5e",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag you have seen; 412 with the current state when it is not the newest.",
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}")$'},
    "example": '"3"',
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag you have; 304 while it is the newest.",
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
    """The operation object. `body` and `answer` are media type objects, `query` is a schema."""
    summary, _, description = (route.view.__doc__ or "").strip().partition("\n")
    found: dict[str, Any] = {
        "operationId": route.name,
        "summary": summary.rstrip("."),
        "tags": [route.tag],
        "parameters": [*_parameters(route, query), *route.documented.get("parameters", ())],
        "responses": responses(route, answer) | route.documented.get("responses", {}),
    }
    notes = [" ".join(description.split()), _allowed(route)]
    if any(notes):
        found["description"] = "\n\n".join(note for note in notes if note)
    if body is not None:
        needed = any(field.required for field in msgspec.structs.fields(route.body))
        found["requestBody"] = {"required": needed, "content": {"application/json": body}}
    elif "requestBody" in route.documented:
        found["requestBody"] = route.documented["requestBody"]
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
    if route.method == "GET" and is_versioned(route):
        found.append(IF_NONE_MATCH)
    return found
