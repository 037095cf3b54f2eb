"""Tokens for screens on the wall: one token, no password, ended like any sign-in."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from api.audit.service import record
from api.auth import queries, sessions
from api.auth.schemas import BoardToken, DisplayToken
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
    wall = tokens.display_actor(actor.outlet_id, station)
    token, expires_at = _token(connection, settings, actor, wall)
    # After the hash sign, so that the token is never sent to a server and never in its log.
    return DisplayToken(token, expires_at, f"{settings.address('dashboards')}/kds/#token={token}")


def board_token(connection: Connection, settings: Settings, actor: Actor) -> BoardToken:
    """A token for the ready board of the caller's outlet."""
    wall = tokens.board_actor(actor.outlet_id)
    token, expires_at = _token(connection, settings, actor, wall)
    return BoardToken(token, expires_at, f"{settings.address('dashboards')}/board/#token={token}")


def _token(
    connection: Connection, settings: Settings, actor: Actor, wall: Actor
) -> tuple[str, datetime]:
    outlet_id, subject = actor.outlet_id, wall.subject
    session_id = sessions.begin_plain(connection, "display", outlet_id, subject, DISPLAY_LIFETIME)
    made = tokens.encode(
        replace(wall, session=str(session_id)), settings.secret_key, lifetime=DISPLAY_LIFETIME
    )
    record(connection, outlet_id, actor.subject, "display-set-up", subject)
    return made
