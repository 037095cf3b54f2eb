"""Names of schemas that generators can make classes of."""

import re
from typing import Any

_DOTTED = re.compile(r"(?:api|chitrail)\.(?P<domain>\w+)\.(?:\w+\.)*(?P<name>\w+)")
_PREFIX = "#/components/schemas/"


def distinct(
    schemas: tuple[dict[str, Any], ...], components: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Schemas and components with plain names where two types share one.

    msgspec tells such types apart by their modules: `api.menu.schemas.Item` becomes `MenuItem`.
    Raises TypeError when that is taken too.
    """
    plain = {name: _plain(name) for name in components}
    if len(set(plain.values())) < len(plain):
        raise TypeError(f"rename a type: two would be one of {sorted(plain.values())}")
    renamed = {plain[name]: _pointing(schema, plain) for name, schema in components.items()}
    for name, new in plain.items():
        if name != new:
            renamed[new]["title"] = new
    return [_pointing(schema, plain) for schema in schemas], renamed


def _plain(name: str) -> str:
    found = _DOTTED.fullmatch(name)
    return found["domain"].title().replace("_", "") + found["name"] if found else name


def _pointing(value: Any, plain: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _PREFIX + plain[inner.removeprefix(_PREFIX)]
            if key == "$ref"
            else _pointing(inner, plain)
            for key, inner in value.items()
        }
    return [_pointing(inner, plain) for inner in value] if isinstance(value, list) else value
