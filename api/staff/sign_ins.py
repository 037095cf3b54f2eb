"""Who is signed in where, and ending that: the tablet that was lost, the display that was sold."""

from uuid import UUID

from sqlalchemy import Connection, select

from api.audit.service import record
from api.auth import queries as people
from api.auth import sessions
from api.auth.queries import STAFF
from api.auth.sessions import SESSIONS
from api.models import AnyRow
from api.paging import Listing, paged
from api.staff import rules
from api.staff.schemas import KnownSignIn, SignInQuery
from chitrail.errors import NotFound
from chitrail.tokens import Actor


def listing(connection: Connection, outlet_id: str, query: SignInQuery) -> Listing[KnownSignIn]:
    """Sign-ins of an outlet, newest first."""
    statement = select(SESSIONS).where(SESSIONS.c.outlet_id == outlet_id)
    if query.open is not None:
        ended = SESSIONS.c.ended_at
        statement = statement.where(ended.is_(None) if query.open else ended.is_not(None))
    rows, page = paged(connection, statement, query, (SESSIONS.c.started_at, SESSIONS.c.id))
    return Listing([_view(row) for row in rows], page)


def end(connection: Connection, actor: Actor, session_id: UUID) -> KnownSignIn:
    """End a sign-in. Raises NotFound, Forbidden for an administrator's unless the caller is one."""
    which = (SESSIONS.c.id == session_id, SESSIONS.c.outlet_id == actor.outlet_id)
    row = connection.execute(select(SESSIONS).where(*which)).one_or_none()
    if row is None:
        raise NotFound(f"there is no sign-in {session_id}")
    if row.staff_id is not None:
        owner = people.active_staff(connection, STAFF.c.id == row.staff_id)
        rules.check_may_touch(actor.role, owner.role if owner is not None else "")
    if sessions.end(connection, "ended by management", *which):
        record(connection, actor.outlet_id, actor.subject, "sign-in-ended", row.subject)
    return _view(sessions.of(connection, session_id))


def _view(row: AnyRow) -> KnownSignIn:
    return KnownSignIn(
        row.id,
        row.kind,
        row.subject,
        row.address,
        row.started_at,
        row.renewed_at,
        row.ended_at,
        row.end_reason,
    )
