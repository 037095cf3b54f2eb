"""Another outlet's ids in every place a route takes one: nothing is told, nothing is changed.

Twice: as it is, and with the application's checks made useless, so that the policies stand alone.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import api.app
from api.app import create_app
from api.database import Database
from api.domains import all_routes
from api.sync.service import _routes as sync_routes
from chitrail import tokens
from chitrail.ids import new_id
from tests.api.auth.permissions import ROLES
from tests.api.walls.requests import Knock, ids, knock
from tests.support.restaurant import OTHER_OUTLET, OUTLET, actor, bearer

SIGNED_IN = [route for route in all_routes() if route.roles is not None]
PEOPLE = [role for role in ROLES if role != "anonymous"]
LISTED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MARKS = ("matrix", "spice-lane")
"""Names of the outlet and of what things.make puts there."""
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
WRONG_PIN, GATEWAY_AWAY = 401, 502
REFUSED = {400, 403, 404, 405, 406, 409, 412, 415, 422, 428}


def send(app: Flask, who: tokens.Actor, request: Knock, method: str = "") -> TestResponse:
    headers = {"Authorization": bearer(who), "Idempotency-Key": str(new_id())}
    json = {} if request.body is None else {"json": request.body}
    return app.test_client().open(
        request.url, method=method or request.method, headers=headers, **json
    )


def told(answer: TestResponse, request: Knock, private: frozenset[str]) -> set[str]:
    """What an answer says of the outlet that the request had not said."""
    text = answer.text.lower()
    for said in sorted(request.sent, key=len, reverse=True):
        text = text.replace(said.lower(), "")
    return (set(LISTED.findall(text)) & private) | {mark for mark in MARKS if mark in text}


def person(role: str, outlet: str, mine: dict[str, str]) -> tokens.Actor:
    if role == "guest":
        return tokens.guest_actor(outlet, mine["order_id"])
    return tokens.display_actor(outlet, "curry") if role == "display" else actor(role, outlet)


def test_the_routes_that_are_tried_are_those_the_application_has(app):
    served = {
        (method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {(route.method, route.path) for route in all_routes()}


@pytest.mark.parametrize("route", SIGNED_IN, ids=lambda route: route.name)
def test_a_stranger_is_told_nothing_and_changes_nothing(
    app, database, mine, bodies, private, rows_print, route
):
    request, before, wrong = knock(route, mine, bodies[route.name]), rows_print(), []
    names_one = bool(route.path_parameters) or any(ids(route, route.body))
    names_one &= route.name != "sync"
    for role in PEOPLE:
        database.execute("DELETE FROM sign_in_tries")
        answer = send(app, person(role, OTHER_OUTLET, mine), request)
        wanted = REFUSED if names_one else REFUSED | {200, 201, WRONG_PIN, GATEWAY_AWAY}
        if answer.status_code not in wanted or told(answer, request, private):
            wrong.append((role, answer.status_code, answer.text[:300]))
    if route.path_parameters:
        for verb in VERBS:
            answer = send(app, person("admin", OTHER_OUTLET, mine), request, verb)
            fine = REFUSED | ({200, 204} if verb == "OPTIONS" else set())
            if answer.status_code not in fine or told(answer, request, private):
                wrong.append((verb, answer.status_code, answer.text[:300]))
    assert wrong == []
    assert rows_print() == before


@pytest.mark.parametrize("act", sorted(sync_routes()))
def test_a_strangers_batch_is_rejected(app, mine, bodies, private, rows_print, act):
    route, before = sync_routes()[act], rows_print()
    inner = knock(route, mine, bodies[act])
    path = {name: mine[name] for name in route.path_parameters if name != "course"}
    course = {"course": 1} if "course" in route.path_parameters else {}
    operation = {"id": str(new_id()), "act": act, "body": inner.body or {}, **path, **course}
    batch = Knock("POST", "/api/sync", {"operations": [operation]}, inner.sent)
    answer = send(app, person("admin", OTHER_OUTLET, mine), batch)
    assert answer.status_code == 200
    assert [result["outcome"] for result in answer.json["results"]] == ["rejected"]
    assert told(answer, batch, private) == set()
    assert rows_print() == before


class Elsewhere(Database):
    """A database that shows OTHER_OUTLET, whichever outlet it is asked for."""

    def at(self, outlet_id: str) -> "Elsewhere":  # noqa: ARG002 - that is the point
        return super().at(OTHER_OUTLET)


@pytest.fixture(scope="module")
def unchecked(settings) -> Iterator[Flask]:
    """The application, all of whose checks let people of OUTLET come at things of OUTLET."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.app, "Database", Elsewhere)
        app = create_app(settings)
    yield app
    app.extensions["database"].dispose()


@pytest.mark.parametrize(
    "route", [route for route in SIGNED_IN if not route.house], ids=lambda route: route.name
)
def test_the_policies_alone_tell_nothing_and_change_nothing(
    unchecked, database, mine, bodies, private, rows_print, route
):
    request, before, wrong = knock(route, mine, bodies[route.name]), rows_print(), []
    for role in PEOPLE:
        if ("kitchen" if role == "display" else role) not in route.roles:
            continue
        database.execute("DELETE FROM sign_in_tries")
        who = person(role, OUTLET, mine)
        answer = send(unchecked, who, request)
        own = {*request.sent, who.subject, OUTLET, who.name}
        known = Knock(request.method, request.url, request.body, frozenset(own))
        if told(answer, known, private):
            wrong.append((role, answer.status_code, answer.text[:300]))
    assert wrong == []
    assert rows_print() == before


def test_those_who_may_are_told(app, mine, bodies, private):
    """The control: what is looked for is there to be found."""
    telling = set()
    for route in SIGNED_IN:
        if route.method == "GET":
            request = knock(route, mine, None)
            if told(send(app, actor("admin"), request), request, private):
                telling.add(route.name)
    assert len(telling) > 20, sorted(telling)
