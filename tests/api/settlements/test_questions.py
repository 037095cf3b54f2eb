"""Settlements are for managers."""

import pytest

from api.routing import WRITES
from api.settlements.routes import routes
from chitrail.ids import new_id
from tests.support.restaurant import ROLES

MANAGEMENT = {"admin", "manager"}
ALLOWED = {
    "import_settlements": MANAGEMENT,
    "list_settlements": MANAGEMENT,
    "list_settlement_lines": MANAGEMENT,
    "list_settlement_exceptions": MANAGEMENT,
    "resolve_settlement_exception": MANAGEMENT,
}


def test_the_table_is_complete():
    assert {route.name for route in routes} == set(ALLOWED)


@pytest.mark.parametrize("route", routes, ids=lambda route: route.name)
def test_only_the_listed_roles_get_past_the_door(app, calling, route):
    path = route.template.replace("{exception_id}", str(new_id())).replace("{settlement_id}", "x")
    assert app.test_client().open(path, method=route.method, json={}).status_code == 401
    for role in ROLES:
        caller = calling(role)
        answer = caller.post(path) if route.method in WRITES else caller.get(path)
        assert (answer.status_code == 403) == (role not in ALLOWED[route.name]), role
        assert answer.status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/api/settlements?cursor=rubbish",
        "/api/settlements?limit=0",
        "/api/settlements/exceptions?kind=ODD",
        "/api/settlements/exceptions?open=perhaps",
        "/api/settlements/exceptions?until=2026-04-01",
    ],
)
def test_bad_questions_are_refused(manager, path):
    assert manager.get(path).status_code == 422


def test_an_unknown_settlement_has_no_lines(manager):
    assert manager.get("/api/settlements/setl_None/lines").status_code == 404
