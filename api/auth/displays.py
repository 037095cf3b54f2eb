"""Tokens for screens on the wall: one token, no password, ended like any sign-in."""

from datetime import timedelta

from sqlalchemy import Connection

from api.audit.service import record
from api.auth import queries, sessions
from api.auth.schemas import DisplayToken
from chitrail import tokens
from chitrail.errors import InvalidInput
from chitrail.settings import Settings
from chitrail.tokens import Actor

DISPLAY_LIFETIME = timedelta(days=30)
"""A screen is set up once a month at most."""


def display_token(
    connection: Connection, settings: Settings, actor: Actor, station: str
) -> DisplayToken:
    """A token for the screen of one station of the caller's outlet. Raises InvalidInput."""
    if not queries.station_exists(connection, actor.outlet_id, station):
        raise InvalidInput(f"there is no station {station!r} in this outlet", field="station")
    subject = tokens.display_actor(actor.outlet_id, station).subject
    session_id = sessions.begin_plain(
        connection, "display", actor.outlet_id, subject, DISPLAY_LIFETIME
    )
    screen = tokens.display_actor(actor.outlet_id, station, str(session_id))
    token, expires_at = tokens.encode(screen, settings.secret_key, lifetime=DISPLAY_LIFETIME)
    record(connection, actor.outlet_id, actor.subject, "display-set-up", subject)
    # After the hash sign, so that the token is never sent to a server and never in its log.
    return DisplayToken(token, expires_at, f"{settings.address('dashboards')}/kds/#token={token}")
