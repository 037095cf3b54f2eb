"""Links from what an operation makes to the operations that read, change and pay it."""

from typing import Any

_NAMES = {
    "Order": "order_id",
    "Payment": "payment_id",
    "Invoice": "invoice_id",
    "Promotion": "promotion_id",
    "Coupon": "coupon_id",
    "DrawerShift": "shift_id",
    "KnownDevice": "device_id",
}
"""Schemas by the name under which other operations ask for their `id`."""
_ID = "$response.body#/id"


def link(paths: dict[str, dict[str, Any]], components: dict[str, Any]) -> None:
    """Add links to every POST whose answer has a name of its own."""
    operations = [op for methods in paths.values() for op in methods.values()]
    for path, methods in paths.items():
        made = methods.get("post")
        for status, response in made["responses"].items() if made else ():
            name = _NAMES.get(_schema_of(response))
            if name is not None and status.startswith("2") and name not in path:
                response["links"] = _links(operations, components, name)


def _links(
    operations: list[dict[str, Any]], components: dict[str, Any], name: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for operation in operations:
        if any(given["name"] == name for given in operation["parameters"] if given["in"] == "path"):
            found[operation["operationId"]] = {
                "operationId": operation["operationId"],
                "parameters": {name: _ID},
            }
        elif name in components.get(_body_of(operation), {}).get("required", ()):
            found[operation["operationId"]] = {
                "operationId": operation["operationId"],
                "requestBody": {name: _ID},
            }
    return found


def _schema_of(holder: dict[str, Any]) -> str:
    media = holder.get("content", {}).get("application/json", {})
    return str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2]


def _body_of(operation: dict[str, Any]) -> str:
    return _schema_of(operation.get("requestBody", {}))
