"""Signing in with a password, renewing, signing out."""

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from api.audit.service import record
from api.auth import limits, queries, sessions
from api.auth.limits import Limit
from api.auth.passwords import verify_password
from api.auth.queries import STAFF
from api.auth.schemas import AccessToken, Ended, Login, StaffMember
from api.auth.sessions import SESSIONS, Grant
from api.database import Database
from api.models import AnyRow
from chitrail.clock import now
from chitrail.errors import ChitrailError
from chitrail.settings import Settings
from chitrail.tokens import Actor, InvalidToken

FIVE_MINUTES = timedelta(minutes=5)
BY_NAME = Limit("password of a name", 10, FIVE_MINUTES)
BY_ADDRESS = Limit("passwords from an address", 10, FIVE_MINUTES)


class WrongCredentials(ChitrailError):
    """Name or password is wrong; which of the two is not said."""

    status = 401
    code = "wrong-credentials"
    title = "Name or password is wrong"


def sign_in(database: Database, settings: Settings, login: Login, address: str) -> AccessToken:
    """Tokens for the right name and password. Raises WrongCredentials, TooManyTries.

    The hash is checked outside the transaction: it takes 50 ms of CPU.
    """
    name = login.username.strip().lower()
    with database.transaction() as connection:
        row = queries.active_staff(connection, STAFF.c.username == name)
        counted = limits.count(connection, [(BY_NAME, name_key(name)), (BY_ADDRESS, address)])
    right = verify_password(row.password_hash if row else None, login.password)
    with database.transaction() as connection:
        staff = queries.hold_active(connection, row.id) if row and right else None
        if row and staff and staff.password_hash == row.password_hash:
            limits.take_back(connection, counted)
            grant = sessions.begin(connection, settings, staff, address=address)
            subject = str(staff.id)
            record(
                connection, staff.outlet_id, subject, "signed-in", by="password", address=address
            )
            return answer(grant, staff)
        note_failure(connection, row, "password", address)
    raise WrongCredentials("name or password is wrong")


def renew(database: Database, settings: Settings, secret: str) -> AccessToken:
    """New tokens for a refresh token. Raises InvalidToken.

    One that was used before is in two hands, so its sign-in ends, whoever of the two came second.
    """
    with database.transaction() as connection:
        token = sessions.use_refresh_token(connection, secret)
        if token is not None and token.used_at is None and token.expires_at > now():
            renewed = _renewed(connection, settings, token.session_id)
            if renewed is not None:
                return renewed
        elif token is not None and token.used_at is not None:
            _end_stolen(connection, token)
    raise InvalidToken("the refresh token is not valid; sign in again")


def sign_out(connection: Connection, actor: Actor) -> Ended:
    """End the sign-in the caller's token belongs to."""
    if actor.session is None:
        return Ended(0)
    ended = sessions.end(connection, "signed out", SESSIONS.c.id == UUID(actor.session))
    if ended:
        record(connection, actor.outlet_id, actor.subject, "signed-out")
    return Ended(ended)


def sign_out_everywhere(connection: Connection, actor: Actor) -> Ended:
    """End every sign-in of the caller."""
    mine = (SESSIONS.c.outlet_id == actor.outlet_id, SESSIONS.c.subject == actor.subject)
    ended = sessions.end(connection, "signed out everywhere", *mine)
    record(connection, actor.outlet_id, actor.subject, "signed-out", sign_ins=ended)
    return Ended(ended)


def answer(grant: Grant, staff: AnyRow) -> AccessToken:
    """What a caller gets for a sign-in."""
    return AccessToken(
        grant.access_token,
        "Bearer",
        int(grant.access_lifetime.total_seconds()),
        grant.refresh_token,
        int(grant.refresh_lifetime.total_seconds()),
        StaffMember(staff.id, staff.username, staff.display_name, staff.role, staff.outlet_id),
    )


def note_failure(
    connection: Connection,
    row: AnyRow | None,
    by: str,
    address: str,
    outlet_id: str | None = None,
) -> None:
    """Put a wrong guess into the audit; without the name, which may be a mistyped password."""
    outlet_id, who = (row.outlet_id, row.id) if row else (outlet_id, "")
    record(connection, outlet_id, "-", "sign-in-failed", who, by=by, address=address)


def name_key(name: str) -> str:
    """A name as a limit knows it: names nobody has are not kept in clear either."""
    return hashlib.sha256(name.encode()).hexdigest()


def _renewed(connection: Connection, settings: Settings, session_id: UUID) -> AccessToken | None:
    """Person first, then sign-in: the order in which a change of the person locks them."""
    found = sessions.of(connection, session_id)
    staff = queries.hold_active(connection, found.staff_id)
    if staff is None or sessions.lock(connection, session_id) is None:
        return None
    return answer(sessions.renew(connection, settings, staff, session_id), staff)


def _end_stolen(connection: Connection, token: AnyRow) -> None:
    found = sessions.of(connection, token.session_id)
    if sessions.end(connection, "refresh token used twice", SESSIONS.c.id == found.id):
        record(connection, found.outlet_id, found.subject, "refresh-token-reused", found.id)
