"""Tokens for guests: read one order of the table, hear of it, and nothing else."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from api.auth import sessions
from api.auth.schemas import GuestToken
from api.orders import queries
from chitrail import audiences, tokens
from chitrail.errors import NotFound
from chitrail.settings import Settings
from chitrail.tokens import Actor

LIFETIME = timedelta(hours=6)
"""Longer than a meal."""


def guest_token(
    connection: Connection, settings: Settings, actor: Actor, order_id: UUID
) -> GuestToken:
    """A token for the guest of an order of the caller's outlet. Raises NotFound."""
    if queries.order(connection, actor.outlet_id, order_id) is None:
        raise NotFound(f"there is no order {order_id}")
    outlet_id, order = actor.outlet_id, str(order_id)
    subject = tokens.guest_actor(outlet_id, order).subject
    session_id = sessions.begin_plain(connection, "guest", outlet_id, subject, LIFETIME)
    guest = tokens.guest_actor(outlet_id, order, str(session_id))
    token, expires_at = tokens.encode(guest, settings.secret_key, lifetime=LIFETIME)
    # After the hash sign, so that the token is never sent to a server and never in its log.
    url = f"{settings.address('dashboards')}/order/#token={token}"
    return GuestToken(token, expires_at, order_id, audiences.guest(outlet_id, order), url)
