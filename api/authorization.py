"""Who may do what: the bearer token of a request and the roles of a route."""

import time
from functools import lru_cache
from typing import Final
from uuid import UUID

from flask import Request

from chitrail import tokens
from chitrail.errors import ChitrailError, NotFound
from chitrail.settings import Settings
from chitrail.tokens import Actor

ADMIN, MANAGER, CASHIER, WAITER, KITCHEN = "admin", "manager", "cashier", "waiter", "kitchen"
GUEST, BOARD = tokens.GUEST, tokens.BOARD

PUBLIC: Final[None] = None
"""Routes that need no token."""
EVERYONE = frozenset({ADMIN, MANAGER, CASHIER, WAITER, KITCHEN})
"""Staff and displays; guests and boards are named where they may come in."""
MANAGEMENT = frozenset({ADMIN, MANAGER})
TILL = frozenset({ADMIN, MANAGER, CASHIER})
FLOOR = frozenset({ADMIN, MANAGER, CASHIER, WAITER})
COOKS = frozenset({ADMIN, MANAGER, KITCHEN})


class Forbidden(ChitrailError):
    """The caller is known but this is not their job."""

    status = 403
    code = "forbidden"
    title = "Not allowed for this role"


def authenticate(request: Request, settings: Settings) -> Actor:
    """The caller named by the `Authorization: Bearer` header.

    Raises InvalidToken (401) when the header is missing or the token is not good.
    """
    scheme, _, token = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer":
        raise tokens.InvalidToken("an Authorization header with a bearer token is required")
    actor, end = _verified(token.strip(), settings.secret_keys)
    if time.time() > end:
        raise tokens.InvalidToken("the access token has expired")
    return actor


@lru_cache(maxsize=1024)
def _verified(token: str, keys: tuple[str, ...]) -> tuple[Actor, int]:
    """Checking a signature costs a quarter of placing an order, so once a token; refusals are not kept."""
    return tokens.verify(token, *keys)


def require_role(actor: Actor, roles: frozenset[str]) -> None:
    """Raise Forbidden unless the caller has one of the roles."""
    if actor.role not in roles:
        raise Forbidden(f"the role {actor.role} may not do this", roles=sorted(roles))


def require_own_order(actor: Actor, order_id: UUID) -> None:
    """Raise NotFound when a guest asks for another order than theirs; staff may ask for any."""
    if actor.order_id is not None and actor.order_id != str(order_id):
        raise NotFound(f"there is no order {order_id}")
