"""Routes of sign-in."""

from flask import Request
from sqlalchemy import Connection

from api.auth import displays, service
from api.auth.origin import address_of
from api.auth.schemas import (
    AccessToken,
    DisplayRequest,
    DisplayToken,
    Ended,
    Login,
    Me,
    Renewal,
)
from api.authorization import EVERYONE, GUEST, MANAGEMENT, PUBLIC
from api.database import Database
from api.routing import Routes
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("auth")


@routes.post("/api/auth/login", roles=PUBLIC, idempotent=False, refusals=(401, 429))
def login(body: Login, database: Database, settings: Settings, request: Request) -> AccessToken:
    """Sign in with name and password."""
    return service.sign_in(database, settings, body, address_of(request, settings))


@routes.post("/api/auth/refresh", roles=PUBLIC, idempotent=False, refusals=(401,))
def refresh(body: Renewal, database: Database, settings: Settings) -> AccessToken:
    """Renew a sign-in; the refresh token works once."""
    return service.renew(database, settings, body.refresh_token)


@routes.post("/api/auth/logout", roles=EVERYONE | {GUEST}, idempotent=False)
def logout(actor: Actor, connection: Connection) -> Ended:
    """Sign out: the sign-in of this token ends on every door within seconds."""
    return service.sign_out(connection, actor)


@routes.post("/api/auth/logout-everywhere", roles=EVERYONE, idempotent=False)
def logout_everywhere(actor: Actor, connection: Connection) -> Ended:
    """Sign out of every device."""
    return service.sign_out_everywhere(connection, actor)


@routes.get("/api/auth/me", roles=EVERYONE)
def me(actor: Actor) -> Me:
    """Whom the token speaks for."""
    return Me(actor.subject, actor.outlet_id, actor.role, actor.name, actor.station)


@routes.post("/api/auth/display-tokens", roles=MANAGEMENT, status=201)
def make_display_token(
    body: DisplayRequest, actor: Actor, connection: Connection, settings: Settings
) -> DisplayToken:
    """Make a token for the kitchen display of one station."""
    return displays.display_token(connection, settings, actor, body.station)
