"""What sign-in takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta


class Login(msgspec.Struct, forbid_unknown_fields=True):
    """Name and password of a member of staff."""

    username: Annotated[str, Meta(min_length=1, max_length=40, examples=["asha"])]
    password: Annotated[str, Meta(min_length=1, max_length=200, examples=["chitrail-demo"])]


class StaffMember(msgspec.Struct):
    """A person who works at an outlet."""

    id: UUID
    username: str
    display_name: str
    role: str
    outlet_id: str


class AccessToken(msgspec.Struct):
    """A bearer token and the token that renews it once; lifetimes are in seconds.

    Keep the newest `refresh_token` only: one that comes back a second time ends the sign-in.
    """

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    staff: StaffMember


class Renewal(msgspec.Struct, forbid_unknown_fields=True):
    """The refresh token of the answer before."""

    refresh_token: Annotated[str, Meta(min_length=1, max_length=200, examples=["a-refresh-token"])]


class Ended(msgspec.Struct):
    """How many sign-ins were ended."""

    ended: int


class Me(msgspec.Struct):
    """Whom the token speaks for; a display has a station and is no member of staff."""

    subject: str
    outlet_id: str
    role: str
    display_name: str
    station: str | None


class DisplayRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The station whose screen is to be set up."""

    station: Annotated[str, Meta(min_length=1, max_length=32, examples=["tandoor"])]


class DisplayToken(msgspec.Struct):
    """A token for a screen on the wall; open `kds_url` on it once."""

    token: str
    expires_at: datetime
    kds_url: str
