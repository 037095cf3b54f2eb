"""Every operation, every role, in one's own outlet and in another: the committed table, cell by cell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.domains import all_routes
from api.openapi.document import document
from api.routing import WRITES, Route
from chitrail import tokens
from chitrail.ids import new_id
from chitrail.settings import Settings
from tests.api.auth import things
from tests.api.auth.permissions import IN, ROLES, declared, read
from tests.support.restaurant import OTHER_OUTLET, OUTLET, Caller, actor, bearer
from tests.support.settings import environment

ROUTES = all_routes()
CELLS = {(cell.operation, cell.role): cell for cell in read()}
REFUSED = {"401", "403", "429", "500"}
BODIES = {"close_drawer": {"counted": "500.00"}}
"""Where the example shows alternatives at once."""


@pytest.fixture(scope="module")
def settings(restaurant_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """No gateway: whether somebody may ask it is decided before it is asked."""
    home: Path = tmp_path_factory.mktemp("home")
    return Settings.from_env(
        environment(restaurant_url, home, RAZORPAY_BASE_URL="http://127.0.0.1:1")
    )


@pytest.fixture(scope="module")
def places(calling: Callable[..., Caller]) -> dict[str, str]:
    return things.make(calling)


@pytest.fixture(scope="module")
def bodies(settings: Settings) -> dict[str, Any]:
    """A body of every operation, from the documentation's own examples."""
    found = {}
    for item in document(ROUTES, settings.address("api"))["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            found[operation["operationId"]] = body.get("example")
    return found | BODIES


def test_every_route_has_its_rows_and_no_row_is_left_over() -> None:
    wanted = {(route.name, role) for route in ROUTES for role in ROLES}
    assert sorted(wanted - CELLS.keys()) == [], "python -m tests.api.auth.permissions adds them"
    assert sorted(CELLS.keys() - wanted) == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_table_says_what_the_code_declares(route: Route) -> None:
    for role in ROLES:
        cell, code = CELLS[route.name, role], declared(route, role)
        assert (cell.own == "403") == (code.own == "403"), role
        if role == "anonymous":
            assert (cell.own == "401") or route.roles is None


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_cell(app, database, places, bodies, route: Route) -> None:
    path, body = address(route, places), body_of(bodies[route.name], places)
    wrong = []
    for role in ROLES:
        for outlet in (OTHER_OUTLET, OUTLET):
            database.execute("DELETE FROM sign_in_tries")
            headers = {"Idempotency-Key": str(new_id())}
            if role != "anonymous":
                headers["Authorization"] = bearer(caller(role, outlet, places))
            sent = {"json": body if body is not None else {}} if route.method in WRITES else {}
            answer = app.test_client().open(path, method=route.method, headers=headers, **sent)
            cell = CELLS[route.name, role]
            expected = cell.own if outlet == OUTLET else cell.other
            status = str(answer.status_code)
            if b'"code":"approval-required"' in answer.data.replace(b" ", b""):
                status = IN  # past the door, and asked for a second person
            if status != expected and (expected != IN or status in REFUSED):
                wrong.append((role, outlet, f"expected {expected}", status, answer.text[:200]))
            if outlet == OTHER_OUTLET and not route.path_parameters and route.roles is not None:
                shown = [name for name, value in places.items() if value in answer.text]
                assert shown == [] or "order_id" in (body or {}), (role, shown)
    assert wrong == []


def caller(role: str, outlet: str, places: dict[str, str]) -> tokens.Actor:
    if role == "guest":
        return tokens.guest_actor(outlet, places["order_id"])
    if role == "board":
        return tokens.board_actor(outlet)
    if role == "display":
        return tokens.display_actor(outlet, "curry")
    return actor(role, outlet)


def address(route: Route, places: dict[str, str]) -> str:
    path = route.template
    for name in route.path_parameters:
        path = path.replace(f"{{{name}}}", places[name])
    return path


def body_of(example: Any, places: dict[str, str]) -> Any:
    """An example that speaks about things that are there."""
    if not isinstance(example, dict):
        return example
    return {**example, **{name: places[name] for name in example if name == "order_id"}}
