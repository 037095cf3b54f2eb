"""One way to say no, on every route: unknown address, method, media type, and what the caller takes."""

import re
from uuid import uuid4

import pytest

from api.domains import all_routes
from tests.support.restaurant import actor, bearer

ROUTES = {f"{route.method} {route.path}": route for route in all_routes()}
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
TAKEN_BY_OTHERS = ("text/html", "image/*;q=0.8, application/json;q=0", "application/xml, */*;q=0")
TAKEN = (
    "*/*",
    "application/json",
    "text/html, */*;q=0.1",
    "application/*",
    "text/csv,application/json",
)


def address(route):
    kinds = {"uuid": str(uuid4()), "int": "1"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: kinds.get(found[1], "some"), route.path)


def call(app, method, path, **headers):
    sent = {"Authorization": bearer(actor("admin")), "Idempotency-Key": str(uuid4())}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().open(path, method=method, headers=sent, data=b"{}")


def assert_problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = answer.json
    assert set(problem) >= MEMBERS
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:chitrail:problem:{code}"
    assert problem["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_another_method_is_refused_with_those_there_are(app, name):
    path = address(ROUTES[name])
    answer = call(app, "PROPFIND", path)
    assert_problem(answer, 405, "method-not-allowed")
    allowed = set(answer.headers["Allow"].replace(" ", "").split(","))
    assert ROUTES[name].method in allowed
    served = {r.method for r in ROUTES.values() if address(r).count("/") == path.count("/")}
    assert allowed - {"HEAD", "OPTIONS"} <= served


@pytest.mark.parametrize("name", sorted(n for n, r in ROUTES.items() if r.body is not None))
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_json_is_refused(app, name, kind):
    route = ROUTES[name]
    answer = call(app, route.method, address(route), Content_Type=kind)
    if route.roles is not None and "admin" not in route.roles:
        assert_problem(answer, 403, "forbidden")
    else:
        assert_problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("name", sorted(n for n, r in ROUTES.items() if r.answers_json))
def test_who_takes_no_json_is_told_before_anything_happens(app, name):
    route = ROUTES[name]
    for accept in TAKEN_BY_OTHERS:
        answer = call(app, route.method, address(route), Accept=accept)
        if route.roles is not None and "admin" not in route.roles:
            assert_problem(answer, 403, "forbidden")
        else:
            assert_problem(answer, 406, "not-acceptable")


@pytest.mark.parametrize("accept", TAKEN)
def test_who_takes_json_among_others_gets_it(app, accept):
    answer = call(app, "GET", "/api/orders", Accept=accept)
    assert (answer.status_code, answer.content_type) == (200, "application/json")


def test_a_page_is_for_browsers(app):
    assert call(app, "GET", "/docs", Accept="text/html").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api", "/api/nowhere", "/api/orders/none", "/api//orders"])
def test_an_unknown_address_is_a_problem_too(app, path):
    assert_problem(call(app, "GET", path, Accept="text/html"), 404, "not-found")
