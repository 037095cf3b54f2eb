"""Routes of sign-in."""

from sqlalchemy import Connection

from api.auth import service
from api.auth.schemas import AccessToken, DisplayRequest, DisplayToken, Login, Me
from api.authorization import EVERYONE, MANAGEMENT, PUBLIC
from api.database import Database
from api.routing import Routes
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("auth")


@routes.post("/api/auth/login", roles=PUBLIC, idempotent=False, refusals=(401,))
def login(body: Login, database: Database, settings: Settings) -> AccessToken:
    """Sign in with name and password."""
    return service.sign_in(database, settings, body)


@routes.get("/api/auth/me", roles=EVERYONE)
def me(actor: Actor) -> Me:
    """Whom the token speaks for."""
    return Me(actor.subject, actor.outlet_id, actor.role, actor.name, actor.station)


@routes.post("/api/auth/display-tokens", roles=MANAGEMENT, status=201)
def make_display_token(
    body: DisplayRequest, actor: Actor, connection: Connection, settings: Settings
) -> DisplayToken:
    """Make a token for the kitchen display of one station."""
    return service.display_token(connection, settings, actor, body.station)
