"""What staff administration takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Role = Annotated[
    Literal["admin", "manager", "cashier", "waiter", "kitchen"], Meta(examples=["waiter"])
]
Name = Annotated[str, Meta(min_length=1, max_length=80, examples=["Asha Rao"])]
Username = Annotated[str, Meta(pattern=r"^[a-z0-9._-]{2,40}$", examples=["asha.rao"])]
Password = Annotated[str, Meta(max_length=200, examples=["three plain words in a row"])]


class NewMember(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new member of staff; without a password one is made and shown once."""

    username: Username
    display_name: Name
    role: Role
    password: Password | None = None


class MemberChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays."""

    display_name: Name | None = None
    role: Role | None = None
    active: bool | None = None


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    """The new password; without one it is made and shown once."""

    password: Password | None = None


class PinChange(msgspec.Struct, forbid_unknown_fields=True):
    """The new PIN: six digits."""

    pin: Annotated[str, Meta(min_length=1, max_length=20, examples=["730418"])]


class Member(msgspec.Struct):
    """A member of staff as management sees them."""

    id: UUID
    username: str
    display_name: str
    role: str
    active: bool
    has_pin: bool
    created_at: datetime


class NewPassword(msgspec.Struct):
    """A member and the password made for them, if one was: it is not shown again."""

    member: Member
    generated_password: str | None


class MemberList(msgspec.Struct):
    """The staff of an outlet."""

    data: list[Member]


class SignInQuery(PageQuery, kw_only=True):
    """Which sign-ins; `open` true for those that have not ended."""

    open: bool | None = None


class KnownSignIn(msgspec.Struct):
    """One sign-in of a person, a display or a guest."""

    id: UUID
    kind: str
    subject: str
    address: str
    started_at: datetime
    renewed_at: datetime
    ended_at: datetime | None
    end_reason: str | None
