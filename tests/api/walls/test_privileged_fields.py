"""Fields that are not the caller's to set: refused by name in every body, at every depth, nothing changed."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec import inspect

from api.domains import all_routes
from api.reply import Reply
from api.routing import WRITES
from chitrail.ids import new_id
from tests.api.walls.requests import knock
from tests.api.walls.test_foreign_ids import send
from tests.support.fields import fields, places, put
from tests.support.restaurant import OTHER_OUTLET, actor

PRIVILEGED: dict[str, Any] = {
    "id": str(new_id()),
    "outlet_id": OTHER_OUTLET,
    "role": "admin",
    "roles": ["admin"],
    "is_admin": True,
    "price": "0.01",
    "unit_price": "0.01",
    "total": "0.01",
    "total_paise": 1,
    "paid": True,
    "settled_paise": 10**9,
    "status": "COMPLETED",
    "discount": "100.00",
    "tax_rate": "0",
    "created_by": str(new_id()),
    "placed_by": str(new_id()),
    "version": 99,
    "seq": 99,
    "xid": 1,
    "business_date": "2020-01-01",
    "confirmed_by": "nobody",
    "password_hash": "x",
}
WITH_BODY = [
    route
    for route in all_routes()
    if route.method in WRITES and route.body and route.name != "sync"
]
SECRET = {"password_hash", "pin_hash", "token_sha256", "request_sha256", "xid", "envelope", "tries"}


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_a_field_that_is_not_the_callers_is_refused_by_name(
    app, database, mine, bodies, rows_print, route
):
    request, before, wrong = knock(route, mine, bodies[route.name]), rows_print(), []
    taken = {field.path for field in fields(route.body)}
    database.execute("DELETE FROM sign_in_tries")
    for place in places(request.body):
        for name, value in PRIVILEGED.items():
            at = (*place, name)
            if at in taken or any(
                path[: len(place)] == place for path in taken if path[-1] == "{}"
            ):
                continue
            body = put(request.body, at, value)
            answer = send(app, actor("admin"), replace(request, body=body))
            named = [error["field"].rsplit("/", 1)[-1] for error in answer.json["errors"]]
            if answer.status_code != 422 or named != [name]:
                wrong.append((at, answer.status_code, answer.text[:200]))
    assert wrong == []
    assert rows_print() == before


def answers() -> dict[str, list[str]]:
    """Fields of every route's answer, by its name."""
    return {
        route.name: sorted({"/".join(field.path) for field in fields(plain(route.returns))})
        for route in all_routes()
    }


def plain(kind: Any) -> Any:
    """The struct of an answer: what a Reply carries."""
    if getattr(kind, "__origin__", None) is Reply:
        return kind.__args__[0]
    return kind if isinstance(inspect.type_info(kind), inspect.StructType) else None


def test_no_answer_has_a_field_that_is_nobodys():
    told = {(name, path) for name, paths in answers().items() for path in paths}
    assert {(name, path) for name, path in told if SECRET & set(path.split("/"))} == set()
