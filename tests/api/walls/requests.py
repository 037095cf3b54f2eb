"""Requests to every route that speak of the things of one outlet, by path, query and body."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from msgspec import inspect

from api.routing import WRITES, Route
from tests.support.fields import fields, put

ALTERNATIVES = {"item_id": "item_code", "ingredient_id": "ingredient_code", "staff_id": "username"}
"""What is named by id is not named by its other name too."""
CALLERS_OWN = {("place_order", "id"), ("record_document", "id"), ("sync", "id")}
"""Ids the caller makes up."""


@dataclass(frozen=True)
class Knock:
    """One request; `sent` are the names in it, which an answer may repeat."""

    method: str
    url: str
    body: Any
    sent: frozenset[str]


def ids(route: Route, kind: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Places of ids in a body or query of a route, with their names."""
    for field in fields(kind):
        own = (route.name, field.name) in CALLERS_OWN
        if isinstance(field.kind, inspect.UUIDType) and not own:
            yield field.path, field.name


def knock(route: Route, things: dict[str, str], example: Any) -> Knock:
    """A request that names the things wherever it can name anything. Raises KeyError without a value."""
    sent, url = set[str](), route.template
    for name in route.path_parameters:
        url = url.replace(f"{{{name}}}", quote(things[name], safe=""))
        sent.add(things[name])
    query = {path[-1]: things[name] for path, name in ids(route, route.query)}
    if "outlet_id" in getattr(route.query, "__struct_fields__", ()):
        query["outlet_id"] = things["outlet_id"]
    sent |= set(query.values())
    body = example if route.method in WRITES else None
    for path, name in ids(route, route.body):
        body = put(body, path, things[name])
        sent.add(things[name])
        body = _without(body, path, ALTERNATIVES.get(name))
    return Knock(route.method, f"{url}?{urlencode(query)}" if query else url, body, frozenset(sent))


def _without(body: Any, path: tuple[str, ...], other: str | None) -> Any:
    if other is None:
        return body
    holder = body
    for part in path[:-1]:
        holder = holder[0] if part == "*" else holder[part]
    holder.pop(other, None)
    return body
