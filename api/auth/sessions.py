"""Sign-ins as rows: begun, renewed by a token that works once, ended for everybody at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from api.auth import secret_tokens
from api.auth.models import RefreshToken, Session
from api.models import AnyRow, table_of
from chitrail import tokens
from chitrail.clock import now
from chitrail.ids import new_id
from chitrail.settings import Settings
from chitrail.tokens import Actor

LONGEST = timedelta(days=30)
"""However often it is renewed, a sign-in ends after this."""
SESSIONS, REFRESH = table_of(Session), table_of(RefreshToken)


@dataclass(frozen=True)
class Grant:
    """What a caller is given: both tokens and their lifetimes."""

    access_token: str
    access_lifetime: timedelta
    refresh_token: str
    refresh_lifetime: timedelta


def begin(
    connection: Connection,
    settings: Settings,
    staff: AnyRow,
    *,
    address: str,
    device_id: UUID | None = None,
) -> Grant:
    """A new sign-in of a member of staff, by PIN when there is a device, else by password."""
    at, session_id = now(), new_id()
    row = {
        "id": session_id,
        "outlet_id": staff.outlet_id,
        "kind": "password" if device_id is None else "pin",
        "subject": str(staff.id),
        "staff_id": staff.id,
        "device_id": device_id,
        "address": address,
        "started_at": at,
        "renewed_at": at,
        "expires_at": at + timedelta(hours=settings.sign_in_hours),
        "access_until": _access_end(settings, at),
    }
    connection.execute(insert(SESSIONS).values(row))
    return _grant(connection, settings, staff, session_id, at)


def begin_plain(
    connection: Connection, kind: str, outlet_id: str, subject: str, lifetime: timedelta
) -> UUID:
    """A sign-in of a display or a guest: one access token, never renewed."""
    at, session_id = now(), new_id()
    row = {
        "id": session_id,
        "outlet_id": outlet_id,
        "kind": kind,
        "subject": subject,
        "started_at": at,
        "renewed_at": at,
        "expires_at": at + lifetime,
        "access_until": at + lifetime + timedelta(seconds=tokens.LEEWAY_SECONDS),
    }
    connection.execute(insert(SESSIONS).values(row))
    return session_id


def renew(connection: Connection, settings: Settings, staff: AnyRow, session_id: UUID) -> Grant:
    """Tokens for a sign-in whose refresh token was just used up."""
    at = now()
    later = {
        "renewed_at": at,
        "expires_at": func.least(
            SESSIONS.c.started_at + LONGEST, at + timedelta(hours=settings.sign_in_hours)
        ),
        "access_until": _access_end(settings, at),
    }
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == session_id).values(later))
    spent = delete(REFRESH).where(REFRESH.c.session_id == session_id, REFRESH.c.expires_at < at)
    connection.execute(spent)
    return _grant(connection, settings, staff, session_id, at)


def of(connection: Connection, session_id: UUID) -> AnyRow:
    """A sign-in, ended or not."""
    return connection.execute(select(SESSIONS).where(SESSIONS.c.id == session_id)).one()


def lock(connection: Connection, session_id: UUID) -> AnyRow | None:
    """A sign-in that is still good, locked; None when it has ended or run out."""
    good = select(SESSIONS).where(
        SESSIONS.c.id == session_id, SESSIONS.c.ended_at.is_(None), SESSIONS.c.expires_at > now()
    )
    return connection.execute(good.with_for_update()).one_or_none()


def end(connection: Connection, reason: str, *which: ColumnElement[bool]) -> int:
    """End the sign-ins that match and have not ended; their number."""
    ending = update(SESSIONS).where(SESSIONS.c.ended_at.is_(None), *which)
    return connection.execute(ending.values(ended_at=now(), end_reason=reason)).rowcount


def end_of_staff(connection: Connection, staff_id: UUID, reason: str) -> int:
    """End every sign-in of a person."""
    return end(connection, reason, SESSIONS.c.staff_id == staff_id)


def use_refresh_token(connection: Connection, secret: str) -> AnyRow | None:
    """Use a refresh token up: its row as it was before, locked; None for one we never gave."""
    which = REFRESH.c.token_sha256 == secret_tokens.digest(secret)
    row = connection.execute(select(REFRESH).where(which).with_for_update()).one_or_none()
    if row is not None and row.used_at is None:
        connection.execute(update(REFRESH).where(which).values(used_at=now()))
    return row


def _grant(
    connection: Connection, settings: Settings, staff: AnyRow, session_id: UUID, at: datetime
) -> Grant:
    secret, sha256 = secret_tokens.make()
    refresh_lifetime = timedelta(hours=settings.sign_in_hours)
    row = {
        "token_sha256": sha256,
        "session_id": session_id,
        "issued_at": at,
        "expires_at": at + refresh_lifetime,
    }
    connection.execute(insert(REFRESH).values(row))
    lifetime = timedelta(minutes=settings.access_token_minutes)
    who = Actor(
        str(staff.id), staff.outlet_id, staff.role, staff.display_name, session=str(session_id)
    )
    token, _ = tokens.encode(who, settings.secret_key, lifetime=lifetime, issued_at=at)
    return Grant(token, lifetime, secret, refresh_lifetime)


def _access_end(settings: Settings, at: datetime) -> datetime:
    leeway = timedelta(seconds=tokens.LEEWAY_SECONDS)
    return at + timedelta(minutes=settings.access_token_minutes) + leeway
