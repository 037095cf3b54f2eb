"""The OpenAPI 3.1 document, made from the routes; nothing in it is written twice."""

from collections.abc import Sequence
from typing import Any, get_args, get_origin

import msgspec

from api.openapi.examples import example
from api.openapi.links import link
from api.openapi.names import distinct
from api.openapi.operations import operation
from api.openapi.problem import Problem
from api.openapi.responses import HEADERS, problems
from api.reply import Encoded, Reply
from api.routing import Route

_REF_TEMPLATE = "#/components/schemas/{name}"
DESCRIPTION = """\
Money is a decimal string of rupees ("123.00"), times are UTC, quantities are decimal strings with a unit.
Send an `Idempotency-Key` with every write and repeat the write with the same key when the line breaks: it
takes effect once and is answered alike. Errors are RFC 9457 problem documents that name the field at fault.
"""


def document(routes: Sequence[Route], server: str) -> dict[str, Any]:
    """The whole document as JSON-like values; `server` is the API's address."""
    kinds = [kind for route in routes for kind in _kinds(route)]
    schemas, components = distinct(
        *msgspec.json.schema_components([*kinds, Problem], ref_template=_REF_TEMPLATE)
    )
    by_kind = {repr(kind): schema for kind, schema in zip([*kinds, Problem], schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.template, {})[route.method.lower()] = operation(
            route,
            body=_body(route, by_kind, components),
            query=_query(route, by_kind, components),
            answer=_answer(route, by_kind, components),
        )
    link(paths, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chitrail",
            "version": "0.1.0",
            "summary": "A restaurant's trade: orders, payments, kitchen, stock",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in routes)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
            "headers": HEADERS,
            "responses": problems(by_kind[repr(Problem)]),
        },
    }


def answer_of(route: Route) -> Any:
    """Type of the value in the answer, without the Reply around it; None for bytes of no schema."""
    kind = route.returns
    if get_origin(kind) is Reply:
        return get_args(kind)[0]
    return None if kind in (Encoded, str, bytes, Any) else kind


def _kinds(route: Route) -> list[Any]:
    return [kind for kind in (route.body, route.query, answer_of(route)) if kind is not None]


def _body(
    route: Route, by_kind: dict[str, Any], components: dict[str, Any]
) -> dict[str, Any] | None:
    if route.body is None:
        return None
    schema = by_kind[repr(route.body)]
    return {"schema": schema, "example": example(schema, components)}


def _query(
    route: Route, by_kind: dict[str, Any], components: dict[str, Any]
) -> dict[str, Any] | None:
    if route.query is None:
        return None
    schema = by_kind[repr(route.query)]
    found: dict[str, Any] = components[schema["$ref"].rpartition("/")[2]]
    return found


def _answer(
    route: Route, by_kind: dict[str, Any], components: dict[str, Any]
) -> dict[str, Any] | None:
    schema = by_kind.get(repr(answer_of(route)))
    return schema and {"schema": schema, "example": example(schema, components)}
