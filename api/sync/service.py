"""Doing a batch of operations: each as its own route would, each once, however often it is told."""

import hashlib
from functools import cache
from http import HTTPStatus
from typing import Any, get_args

import msgspec

from api.authorization import require_role
from api.database import Database
from api.errors import refusal, render
from api.handling import perform
from api.idempotency import REPLAYED, Key
from api.reply import Encoded
from api.requests import convert
from api.routing import Route
from api.sync.schemas import Act, Operation, OperationResult, SyncRequest, SyncResult
from chitrail.errors import InvalidInput
from chitrail.settings import Settings
from chitrail.tokens import Actor


def sync(database: Database, settings: Settings, actor: Actor, request: SyncRequest) -> SyncResult:
    """Do the operations one after the other; one that is rejected stops none of the others.

    A fault of ours (the database is away) ends the batch: the till tells it again, and what was applied
    stays applied once.
    """
    results = []
    for operation in request.operations:
        try:
            answer = _apply(database, settings, actor, operation)
        except Exception as error:
            if refusal(error).status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            results.append(_rejected(operation, error))
        else:
            results.append(_applied(operation, answer))
    return SyncResult(results)


def _apply(database: Database, settings: Settings, actor: Actor, operation: Operation) -> Encoded:
    route = _routes()[operation.act]
    require_role(actor, route.roles or frozenset())
    path = _path(route, operation)
    raw = msgspec.json.encode(operation.body, order="sorted")
    address = route.template.format(**path)
    scope = f"{actor.subject} {route.method} {address}"
    given: dict[str, Any] = {
        **path,
        "body": convert(operation.body, route.body, strict=True),
        "key": Key(scope, operation.id, hashlib.sha256(raw).digest()),
        "actor": actor,
        "settings": settings,
        "expected_version": None,
    }
    wanted = route.wants | {"key"}
    return perform(route, database, {name: given[name] for name in given.keys() & wanted})


def _path(route: Route, operation: Operation) -> dict[str, Any]:
    """The ids of the route's path. Raises InvalidInput for one that is missing or does not belong."""
    path = {}
    for name in ("order_id", "line_id", "ticket_id", "course"):
        value, needed = getattr(operation, name), name in route.path_parameters
        if needed and value is None:
            raise InvalidInput(f"{operation.act} needs it", field=name)
        if value is not None and not needed:
            raise InvalidInput(f"{operation.act} has no use for it", field=name)
        if needed:
            path[name] = value
    return path


@cache
def _routes() -> dict[str, Route]:
    from api.domains import all_routes  # the registry holds this very route

    acts = get_args(Act)
    return {route.name: route for route in all_routes() if route.name in acts}


def _applied(operation: Operation, answer: Encoded) -> OperationResult:
    return OperationResult(
        id=operation.id,
        outcome="already applied" if REPLAYED in answer.headers else "applied",
        status=answer.status,
        answer=msgspec.Raw(answer.body),
    )


def _rejected(operation: Operation, error: Exception) -> OperationResult:
    problem = render(error)
    return OperationResult(
        id=operation.id,
        outcome="rejected",
        status=problem.status_code,
        answer=msgspec.Raw(problem.get_data()),
    )
