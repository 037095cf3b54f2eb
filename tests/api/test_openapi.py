"""The documentation is valid, complete, and its examples work."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.domains import all_routes


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/openapi.json").json


def test_it_is_valid_openapi(document):
    validate(document)


def test_every_served_route_is_in_it_and_nothing_else(app, document):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method) for path, operations in document["paths"].items() for method in operations
    }
    assert described == served


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_says_what_it_does_and_who_may(document):
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for _, _, operation in operations(document):
        assert operation["summary"]
        assert "default" in operation["responses"]
    secured = {op["operationId"] for _, _, op in operations(document) if "security" in op}
    assert secured == {route.name for route in all_routes() if route.roles is not None}


def test_every_idempotent_write_asks_for_a_key(document):
    asking = {
        operation["operationId"]
        for _, _, operation in operations(document)
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
    }
    assert asking == {route.name for route in all_routes() if route.idempotent}


def test_examples_are_what_the_schemas_allow(document):
    for _, _, operation in operations(document):
        asked = operation.get("requestBody", {}).get("content", {})
        media = [asked] + [answer.get("content", {}) for answer in operation["responses"].values()]
        for found in [
            content["application/json"] for content in media if "application/json" in content
        ]:
            if "example" in found:
                schema = {**found["schema"], "components": document["components"]}
                checker = Draft202012Validator.FORMAT_CHECKER
                Draft202012Validator(schema, format_checker=checker).validate(found["example"])


def test_every_json_body_and_answer_has_an_example(document):
    for path, method, operation in operations(document):
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        good = [answer for status, answer in operation["responses"].items() if status[0] == "2"]
        for holder in bodies + good:
            media = holder["content"].get("application/json")
            assert media is None or "example" in media, (path, method)


def test_names_are_what_generators_can_use(document):
    """Two types of one name are told apart by their domains."""
    for name in document["components"]["schemas"]:
        assert re.fullmatch(r"[A-Za-z]\w*", name), name
    for _, _, operation in operations(document):
        assert re.fullmatch(r"[a-z]\w*", operation["operationId"])


def test_headers_are_named_where_they_are_sent(document, waiter):
    order = waiter.post(
        "/api/orders", {"order_type": "TAKEAWAY", "lines": [{"item_code": "lassi", "quantity": 1}]}
    )
    placing = document["paths"]["/api/orders"]["post"]
    for name in ("ETag", "Location", "Idempotency-Replayed"):
        assert name in placing["responses"]["201"]["headers"]
    assert {"ETag", "Location"} <= set(order.headers.keys())
    links = placing["responses"]["201"]["links"]
    assert {"get_order", "confirm_cash", "create_razorpay_order", "add_order_lines"} <= set(links)
    refused = document["components"]["responses"]
    assert "WWW-Authenticate" in refused["Unauthorized"]["headers"]
    assert "Retry-After" in refused["TooManyRequests"]["headers"]
    assert "Retry-After" in refused["Unavailable"]["headers"]


def test_answers_are_what_the_schemas_promise(document, waiter, manager):
    order = waiter.order("lassi")
    for path, answer in {
        "/api/auth/me": waiter.get("/api/auth/me"),
        "/api/outlets/{outlet_id}": waiter.get("/api/outlets/spice-lane"),
        "/api/menu": waiter.get("/api/menu?outlet_id=spice-lane"),
        "/api/orders": waiter.get("/api/orders"),
        "/api/orders/{order_id}": waiter.get(f"/api/orders/{order['id']}"),
        "/api/tickets": waiter.get("/api/tickets"),
        "/api/inventory/levels": manager.get("/api/inventory/levels"),
        "/api/inventory/movements": manager.get("/api/inventory/movements"),
        "/readyz": waiter.get("/readyz"),
    }.items():
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        schema = {**content["application/json"]["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(answer.json)
    problem = document["components"]["responses"]["Problem"]["content"]["application/problem+json"]
    schema = {**problem["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(waiter.get("/api/orders/x").json)


def test_the_page_needs_nothing_from_elsewhere(app):
    page = app.test_client().get("/docs")
    assert page.content_type == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert {"/docs/docs.css", "/docs/docs.js"} <= set(linked)
    for address in linked:
        assert address.startswith(("/docs", "data:,"))
    for name in ("docs.css", "docs.js", "schema.js"):
        asset = app.test_client().get(f"/docs/{name}")
        assert asset.status_code == 200
        assert "//" not in asset.text.replace("// ", "").replace("http://www.w3.org", "")
    assert app.test_client().get("/docs/docs.html").status_code == 404
