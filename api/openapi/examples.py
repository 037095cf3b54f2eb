"""Example values out of JSON schemas, so that every request in the documentation can be tried."""

from typing import Any

_BY_FORMAT = {
    "uuid": "0192f1c4-7b7e-7c1a-9d2b-3f6f0c5e8a11",
    "date": "2026-04-01",
    "date-time": "2026-04-01T07:30:00Z",
}
_BY_TYPE = {"integer": 1, "number": 1, "boolean": True, "string": "text", "null": None}
_REF = "#/components/schemas/"


def example(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """A value the schema allows: its own example, else one put together from its parts.

    Optional fields appear only when they carry an example.
    """
    if "$ref" in schema:
        return example(components[schema["$ref"].removeprefix(_REF)], components)
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return example(_most_telling(schema[key]), components)
    if schema.get("type") == "object":
        return _object(schema, components)
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), components)]
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(schema.get("type", "")))


def _most_telling(choices: list[dict[str, Any]]) -> dict[str, Any]:
    real = [choice for choice in choices if choice.get("type") != "null"]
    return real[0] if real else choices[0]


def _object(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", [])
    return {
        name: example(part, components)
        for name, part in schema.get("properties", {}).items()
        if name in required or _has_example(part)
    }


def _has_example(schema: dict[str, Any]) -> bool:
    return bool(schema.get("examples")) or any(
        _has_example(choice) for choice in schema.get("anyOf", [])
    )
