"""What a change of the OpenAPI document takes from its clients, or newly asks of them."""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def breaking(before: Document, after: Document) -> list[str]:
    """Removed operations, parameters, answers and fields; new demands; one line each."""
    return [*_operations(before, after), *_schemas(before, after)]


def _operations(before: Document, after: Document) -> Iterator[str]:
    now = _by_name(after)
    for name, old in _by_name(before).items():
        new = now.get(name)
        if new is None:
            yield f"operation {name} is gone"
            continue
        if (old["path"], old["method"]) != (new["path"], new["method"]):
            yield f"operation {name} has another address"
        kept = {(given["in"], given["name"]) for given in new["parameters"]}
        gone = {(given["in"], given["name"]) for given in old["parameters"]} - kept
        yield from (f"{name} takes no {place} {title} any more" for place, title in sorted(gone))
        asked = _required(new) - _required(old)
        yield from (f"{name} newly needs {place} {title}" for place, title in sorted(asked))
        lost = {code for code in old["responses"] if code.startswith("2")} - set(new["responses"])
        yield from (f"{name} does not answer {code} any more" for code in sorted(lost))


def _schemas(before: Document, after: Document) -> Iterator[str]:
    now = after["components"]["schemas"]
    for name, old in before["components"]["schemas"].items():
        new = now.get(name)
        if new is None:
            yield f"schema {name} is gone"
            continue
        gone = set(old.get("properties", {})) - set(new.get("properties", {}))
        yield from (f"{name}.{field} is gone" for field in sorted(gone))
        asked = set(new.get("required", [])) - set(old.get("required", []))
        known = asked & set(old.get("properties", {}))
        taken = _is_asked_for(name, after)
        yield from (
            f"{name}.{field} is newly required" for field in sorted(asked if taken else known)
        )


def _is_asked_for(name: str, document: Document) -> bool:
    return name in _reachable(document)


def _reachable(document: Document) -> set[str]:
    """Schemas that request bodies are made of."""
    found = set[str]()
    waiting = [op.get("requestBody") for op in _by_name(document).values()]
    while waiting:
        for name in set(_references(waiting.pop())) - found:
            found.add(name)
            waiting.append(document["components"]["schemas"][name])
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _required(operation: Document) -> set[tuple[str, str]]:
    return {(given["in"], given["name"]) for given in operation["parameters"] if given["required"]}


def _by_name(document: Document) -> dict[str, Document]:
    return {
        operation["operationId"]: {**operation, "path": path, "method": method}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
