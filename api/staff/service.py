"""Accounts: made, changed, given a password or a PIN. Whatever changes what a token says ends its sign-in."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from api.audit.service import record
from api.auth import sessions
from api.auth.passwords import hash_password
from api.auth.pins import hash_pin
from api.models import AnyRow
from api.staff import queries, rules
from api.staff.schemas import (
    Member,
    MemberChange,
    MemberList,
    NewMember,
    NewPassword,
    PasswordChange,
)
from chitrail.errors import NotFound
from chitrail.ids import new_id
from chitrail.settings import Settings
from chitrail.tokens import Actor


def create(connection: Connection, actor: Actor, request: NewMember) -> NewPassword:
    """A new member of the caller's outlet. Raises Forbidden, NameTaken, InvalidInput."""
    rules.check_may_touch(actor.role, request.role)
    made, columns = _password(request.password, request.username)
    row = {
        "id": new_id(),
        "outlet_id": actor.outlet_id,
        "username": request.username,
        "display_name": request.display_name,
        "role": request.role,
        **columns,
    }
    added = queries.add(connection, row)
    _note(connection, actor, "staff-created", added, role=added.role, username=added.username)
    return NewPassword(view(added), made)


def listing(connection: Connection, outlet_id: str) -> MemberList:
    """The staff of an outlet, those no longer active too."""
    return MemberList([view(row) for row in queries.of_outlet(connection, outlet_id)])


def change(connection: Connection, actor: Actor, staff_id: UUID, request: MemberChange) -> Member:
    """Change name, role or whether a member is active. Raises NotFound, Forbidden, OwnAccount."""
    before = _locked(connection, actor, staff_id)
    wanted = {"display_name": request.display_name, "role": request.role, "active": request.active}
    columns = {
        name: value
        for name, value in wanted.items()
        if value is not None and value != getattr(before, name)
    }
    if request.role is not None:
        rules.check_may_touch(actor.role, request.role)
    if str(staff_id) == actor.subject and columns.keys() - {"display_name"}:
        raise rules.OwnAccount("your own role and account are changed by somebody else")
    if not columns:
        return view(before)
    after = queries.change(connection, staff_id, columns)
    sessions.end_of_staff(connection, staff_id, "account changed")
    told = {name: f"{getattr(before, name)} -> {value}" for name, value in columns.items()}
    _note(connection, actor, "staff-changed", after, **told)
    return view(after)


def set_password(
    connection: Connection, actor: Actor, staff_id: UUID, request: PasswordChange
) -> NewPassword:
    """Give a member a new password; their sign-ins end. Raises NotFound, Forbidden, InvalidInput."""
    before = _locked(connection, actor, staff_id)
    made, columns = _password(request.password, before.username)
    after = queries.change(connection, staff_id, columns)
    sessions.end_of_staff(connection, staff_id, "password changed")
    _note(connection, actor, "password-set", after)
    return NewPassword(view(after), made)


def set_pin(
    connection: Connection, settings: Settings, actor: Actor, staff_id: UUID, pin: str
) -> Member:
    """Give a member a new PIN; their sign-ins end. Raises NotFound, Forbidden, InvalidInput."""
    columns = hash_pin(pin, settings.secret_key)
    _locked(connection, actor, staff_id)
    after = queries.change(connection, staff_id, columns)
    sessions.end_of_staff(connection, staff_id, "PIN changed")
    _note(connection, actor, "pin-set", after)
    return view(after)


def view(row: AnyRow) -> Member:
    """A member as management sees them."""
    return Member(
        row.id,
        row.username,
        row.display_name,
        row.role,
        row.active,
        row.pin_hash is not None,
        row.created_at,
    )


def _locked(connection: Connection, actor: Actor, staff_id: UUID) -> AnyRow:
    """A member the caller may change, locked together with the caller, whose token may be old news."""
    me = UUID(actor.subject)
    rows = queries.lock(connection, actor.outlet_id, {me, staff_id})
    rules.check_still(rows.get(me), actor.role)
    if staff_id not in rows:
        raise NotFound(f"there is no member of staff {staff_id}")
    rules.check_may_touch(actor.role, rows[staff_id].role)
    return rows[staff_id]


def _password(given: str | None, username: str) -> tuple[str | None, dict[str, Any]]:
    """The password that was made, if one was, and the columns to write."""
    if given is not None:
        rules.check_password(given, username)
        return None, {"password_hash": hash_password(given)}
    made = rules.make_password()
    return made, {"password_hash": hash_password(made)}


def _note(connection: Connection, actor: Actor, act: str, row: AnyRow, **told: Any) -> None:
    record(connection, row.outlet_id, actor.subject, act, row.id, **told)
